//! Those who label: each has the tasks of one remainder, so that what must be is known for certain.

use super::{Note, World, count};
use anyhow::{Context, Result, ensure};
use fastrand::Rng;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const PEOPLE: i64 = 2;
const LOOK: Duration = Duration::from_secs(2);

/// Labels until it is time.
pub async fn label(world: &World, person: i64, mut random: Rng, until: Instant) -> Result<()> {
    let mut tasks = Vec::new();
    let mut looked = None::<Instant>;
    while Instant::now() < until {
        if looked.is_none_or(|looked| looked.elapsed() > LOOK) {
            tasks = mine(world, person).await?;
            looked = Some(Instant::now());
        }
        // The list may be older than a deletion of ours.
        let there = random.choice(&tasks).filter(|(_, key)| !world.model().deleted.contains(key));
        if let Some((task, key)) = there.cloned() {
            let person = Person { world, task, key };
            let note = person.some_note(&mut random);
            match (random.u32(..100), note) {
                (0..50, _) | (50..95, None) => person.submit().await?,
                (50..75, Some((unique, note))) => person.change(unique, note).await?,
                (75..95, Some((unique, note))) => person.delete(unique, note).await?,
                (95..96, _) => person.delete_task().await?,
                _ => {}
            }
        }
        tokio::time::sleep(Duration::from_millis(random.u64(20..200))).await;
    }
    Ok(())
}

async fn mine(world: &World, person: i64) -> Result<Vec<(i64, String)>> {
    let path = "/api/tasks/?project=1&page_size=1000&resolve_uri=false";
    let (_, list) = world.house.settle(&world.figures.answers, Method::GET, path, None).await?;
    let listed = list["tasks"].as_array().with_context(|| format!("{path}: {list}"))?.iter();
    let known =
        listed.filter_map(|task| Some((task["id"].as_i64()?, task["storage_filename"].as_str()?.to_owned())));
    Ok(known.filter(|(id, _)| id % PEOPLE == person).collect())
}

/// A person before a task.
struct Person<'a> {
    world: &'a World,
    task: i64,
    key: String,
}

impl Person<'_> {
    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Result<(StatusCode, Value)> {
        self.world.house.settle(&self.world.figures.answers, method, path, body).await
    }

    fn some_note(&self, random: &mut Rng) -> Option<(String, Note)> {
        let notes = self.world.notes();
        let here = notes.iter().filter(|(_, note)| note.task == self.task);
        let here: Vec<_> = here.map(|(unique, note)| (unique.clone(), note.clone())).collect();
        random.choice(here)
    }

    fn result(text: &str) -> Value {
        json!([{"id": "r", "from_name": "note", "to_name": "text", "type": "textarea", "value": {"text": [text]}}])
    }

    async fn submit(&self) -> Result<()> {
        let serial = self.world.next();
        let unique = format!("00000000-0000-4000-8000-{serial:012}");
        let text = format!("first {serial}");
        let body = json!({"result": Self::result(&text), "unique_id": unique, "lead_time": 1.5});
        let path = format!("/api/tasks/{}/annotations/", self.task);
        let (status, answer) = self.ask(Method::POST, &path, Some(body)).await?;
        ensure!(status == 201, "{path}: {status} {answer}");
        let id = answer["id"].as_i64().with_context(|| format!("{path}: {answer}"))?;
        let is_first = !self.world.model().labeled.contains_key(&self.key);
        self.world.notes().insert(unique, Note { task: self.task, id, text });
        if is_first {
            // From now on no sync may change it.
            let path = format!("/api/tasks/{}/?resolve_uri=false", self.task);
            let (status, task) = self.ask(Method::GET, &path, None).await?;
            ensure!(status == 200, "{path}: {status} {task}");
            self.world.model().labeled.insert(self.key.clone(), task["data"].clone());
        }
        count(&self.world.figures.submits);
        Ok(())
    }

    async fn change(&self, unique: String, note: Note) -> Result<()> {
        let text = format!("changed {}", self.world.next());
        let path = format!("/api/annotations/{}/", note.id);
        let (status, answer) =
            self.ask(Method::PATCH, &path, Some(json!({"result": Self::result(&text)}))).await?;
        ensure!(status == 200, "{path}: {status} {answer}");
        self.world.notes().insert(unique, Note { text, ..note });
        count(&self.world.figures.updates);
        Ok(())
    }

    async fn delete(&self, unique: String, note: Note) -> Result<()> {
        let path = format!("/api/annotations/{}/", note.id);
        let (status, answer) = self.ask(Method::DELETE, &path, None).await?;
        // The answer before may have been lost.
        ensure!(status == 204 || status == 404, "{path}: {status} {answer}");
        self.world.notes().remove(&unique);
        if !self.world.notes().values().any(|note| note.task == self.task) {
            let mut model = self.world.model();
            model.labeled.remove(&self.key);
            model.unlabeled.insert(self.key.clone());
        }
        count(&self.world.figures.deletions);
        Ok(())
    }

    async fn delete_task(&self) -> Result<()> {
        let path = format!("/api/tasks/{}/", self.task);
        let (status, answer) = self.ask(Method::DELETE, &path, None).await?;
        ensure!(status == 204 || status == 404, "{path}: {status} {answer}");
        self.world.notes().retain(|_, note| note.task != self.task);
        self.world.model().delete_task(&self.key);
        count(&self.world.figures.tasks_deleted);
        Ok(())
    }
}
