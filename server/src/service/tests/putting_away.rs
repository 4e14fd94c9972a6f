use super::*;
use crate::service::bulk::Bulk;
use crate::sync::KEPT;
use app::api::types::{BulkAction, BulkInput, BulkRun, Chosen, InquiryState};

fn archive(project: ProjectId, ids: Vec<TaskId>) -> BulkInput {
    BulkInput { project, action: BulkAction::Archive, filter: TaskFilter::All, chosen: Chosen::Only(ids) }
}

async fn over(world: &World, id: u64) -> BulkRun {
    for _ in 0..1000 {
        let run = world.service.bulk(id).await.unwrap();
        if run.state != InquiryState::Running {
            return run;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("the action does not end");
}

#[tokio::test]
async fn an_action_is_told_of_while_it_runs_and_a_further_one_is_refused_where_too_many_do() {
    let world = World::new().await;
    let project = world.project("").await.id;
    let ids = world.import(project, "{\"n\":1}\n{\"n\":2}\n").await.unwrap().task_ids;
    let (bulks, stop) = (&world.service.bulks, world.service.engine.stopping());
    let begin = |_| {
        let begun =
            bulks.add_if_room(stop, Bulk::is_over, |id, _| Bulk::new(id, project, BulkAction::Archive, 1));
        begun.unwrap()
    };
    let running: Vec<_> = (0..KEPT).map(begin).collect();

    let refused = world.service.begin_bulk(archive(project, ids.clone())).await.unwrap_err();
    assert!(matches!(refused, ApiError::Conflict(_)), "{refused:?}");
    assert!(refused.to_string().contains("wait until one of them is over"), "{refused}");
    assert_eq!(world.tasks(project).await.total, 2, "nothing was done");
    for bulk in &running {
        assert_eq!(world.service.bulk(bulk.view().id).await.unwrap().state, InquiryState::Running);
    }

    running[1].end(Ok(()));
    let begun = world.service.begin_bulk(archive(project, ids)).await.unwrap();
    assert_eq!(over(&world, begun.id).await.done, 2);
    assert!(world.service.bulk(running[0].view().id).await.is_ok(), "it still runs");
    let forgotten = world.service.bulk(running[1].view().id).await.unwrap_err();
    assert!(matches!(forgotten, ApiError::NotFound(_)), "what is over made room: {forgotten:?}");
}

#[tokio::test]
async fn a_task_that_is_named_twice_is_counted_once() {
    let world = World::new().await;
    let project = world.project("").await.id;
    let ids = world.import(project, "{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n").await.unwrap().task_ids;
    let twice = vec![ids[0], ids[1], ids[0], ids[1]];
    let begun = world.service.begin_bulk(archive(project, twice)).await.unwrap();
    assert_eq!(begun.total, 2);
    let run = over(&world, begun.id).await;
    assert_eq!((run.state, run.total, run.done, run.not_done), (InquiryState::Done, 2, 2, 0));
}
