//! Server-sent events: what moves in a project, as it moves. A listener that fell behind is told so by a `missed`
//! event, and asks again for what it shows.

use super::Shared;
use actix_web::http::header;
use actix_web::{HttpResponse, web};
use app::api::types::LiveEvent;
use app::model::ids::ProjectId;
use bytes::Bytes;
use serde::Deserialize;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::broadcast::{Receiver, error::RecvError};
use tokio_util::sync::CancellationToken;

/// A word now and then keeps proxies from closing the connection.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

#[derive(Deserialize)]
pub struct Query {
    project: Option<ProjectId>,
}

pub async fn events(shared: web::Data<Shared>, query: web::Query<Query>) -> HttpResponse {
    let events = shared.events.subscribe();
    let standing = match query.project {
        Some(project) => standing(&shared, project).await,
        None => Vec::new(),
    };
    let stream = told(standing, events, query.project, shared.closing.clone());
    HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header(("x-accel-buffering", "no"))
        .streaming(stream)
}

/// How things stand as the feed begins, for they may have moved since the page was made.
async fn standing(shared: &Shared, project: ProjectId) -> Vec<Bytes> {
    let (cards, found) = futures::join!(shared.backend.storages(project), shared.backend.project(project));
    let (Ok(cards), Ok(found)) = (cards, found) else {
        return vec![Bytes::from_static(b"event: missed\ndata: {}\n\n")];
    };
    let cards = cards.into_iter().map(|card| LiveEvent::Storage { card: Box::new(card) });
    cards.chain([LiveEvent::Tasks { project, counts: found.counts }]).map(|event| line_of(&event)).collect()
}

fn told(
    standing: Vec<Bytes>,
    mut events: Receiver<Arc<LiveEvent>>,
    project: Option<ProjectId>,
    closing: CancellationToken,
) -> impl futures::Stream<Item = Result<Bytes, Infallible>> {
    async_stream::stream! {
        yield Ok(Bytes::from_static(b"retry: 1000\n\n"));
        for line in standing {
            yield Ok(line);
        }
        loop {
            let next = tokio::select! {
                () = closing.cancelled() => break,
                next = tokio::time::timeout(KEEP_ALIVE, events.recv()) => next,
            };
            match next {
                Err(_) => yield Ok(Bytes::from_static(b": still here\n\n")),
                Ok(Ok(event)) if concerns(&event, project) => yield Ok(line_of(&event)),
                Ok(Ok(_)) => {}
                Ok(Err(RecvError::Lagged(_))) => yield Ok(Bytes::from_static(b"event: missed\ndata: {}\n\n")),
                Ok(Err(RecvError::Closed)) => break,
            }
        }
    }
}

fn concerns(event: &LiveEvent, project: Option<ProjectId>) -> bool {
    project.is_none_or(|project| crate::events::project_of(event) == project)
}

fn line_of(event: &LiveEvent) -> Bytes {
    match serde_json::to_string(event) {
        Ok(json) => Bytes::from(format!("data: {json}\n\n")),
        Err(error) => {
            tracing::error!(%error, "an event could not be written as JSON");
            Bytes::from_static(b"event: missed\ndata: {}\n\n")
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::events::Events;
    use app::api::types::TaskCounts;
    use futures::StreamExt;

    fn moved(project: i64) -> LiveEvent {
        LiveEvent::Tasks { project: ProjectId(project), counts: TaskCounts::default() }
    }

    #[tokio::test]
    async fn a_listener_hears_its_own_project_only_and_the_stream_ends_at_shutdown() {
        let (events, closing) = (Events::new(), CancellationToken::new());
        let mut stream = Box::pin(told(Vec::new(), events.subscribe(), Some(ProjectId(2)), closing.clone()));
        events.publish(moved(1));
        events.publish(moved(2));
        assert_eq!(&stream.next().await.unwrap().unwrap()[..], b"retry: 1000\n\n");
        let heard = stream.next().await.unwrap().unwrap();
        let json = heard.strip_prefix(b"data: ").unwrap().strip_suffix(b"\n\n").unwrap();
        assert_eq!(serde_json::from_slice::<LiveEvent>(json).unwrap(), moved(2));
        closing.cancel();
        assert!(stream.next().await.is_none());
    }

    #[tokio::test]
    async fn a_listener_that_fell_behind_is_told() {
        let events = Events::new();
        let mut stream = Box::pin(told(Vec::new(), events.subscribe(), None, CancellationToken::new()));
        for _ in 0..1000 {
            events.publish(moved(1));
        }
        stream.next().await;
        assert_eq!(&stream.next().await.unwrap().unwrap()[..], b"event: missed\ndata: {}\n\n");
    }
}
