//! `cargo xtask soak`: the real server under everything that can go wrong, at random, for as long as is wished. People
//! label, objects and storages change, requests fail, the process is killed; every minute or so all comes to rest, and an
//! oracle that knows nothing of the server's code looks whether what is there is what must be. Now and then, and at the
//! end, the server's data is thrown away, and the buckets have to bring it back.

mod changes;
mod house;
mod oracle;
mod people;
mod trouble;

use crate::{sh, tools};
use anyhow::{Context, Result};
use house::House;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use testkit::history::Model;
use testkit::skylabel::Skylabel;

/// Between two looks of the oracle.
const ROUND: Duration = Duration::from_secs(60);
/// Rounds with kills, then as many without, so that memory has time to grow.
const LIFE: u64 = 4;
/// More than this in one life of the process is a leak, MiB.
const GROWTH: f64 = 64.0;

#[derive(clap::Args)]
pub struct Options {
    /// How long.
    #[arg(long, default_value_t = 45)]
    minutes: u64,
    /// Chooses what happens; a failing soak prints its own.
    #[arg(long)]
    seed: Option<u64>,
    /// The binary to try, instead of a debug build of this tree.
    #[arg(long)]
    binary: Option<PathBuf>,
}

/// What all actors share.
struct World {
    house: House,
    model: Mutex<Model>,
    /// Every acknowledged annotation, by its unique id.
    notes: Mutex<BTreeMap<String, Note>>,
    figures: Figures,
    serial: AtomicU64,
}

/// An annotation as it must be.
#[derive(Clone, Debug, PartialEq)]
struct Note {
    task: i64,
    id: i64,
    text: String,
}

#[derive(Default)]
struct Figures {
    changes: AtomicU64,
    storages: AtomicU64,
    syncs: AtomicU64,
    submits: AtomicU64,
    updates: AtomicU64,
    deletions: AtomicU64,
    tasks_deleted: AtomicU64,
    kills: AtomicU64,
    pauses: AtomicU64,
    rebuilds: AtomicU64,
    looks: AtomicU64,
    faults: Mutex<BTreeMap<String, u64>>,
    requests: AtomicU64,
    answers: Mutex<BTreeMap<String, u64>>,
}

impl World {
    fn model(&self) -> MutexGuard<'_, Model> {
        self.model.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn notes(&self) -> MutexGuard<'_, BTreeMap<String, Note>> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn next(&self) -> u64 {
        self.serial.fetch_add(1, Ordering::Relaxed)
    }
}

fn count(figure: &AtomicU64) {
    figure.fetch_add(1, Ordering::Relaxed);
}

fn tally(figures: &Mutex<BTreeMap<String, u64>>, name: String) {
    *figures.lock().unwrap_or_else(PoisonError::into_inner).entry(name).or_default() += 1;
}

pub fn run(options: &Options) -> Result<()> {
    tools::everything()?;
    let binary = match &options.binary {
        Some(binary) => binary.clone(),
        None => {
            sh::cargo(&["build", "--package=skylabel", "--bin=skylabel"])?;
            sh::root().join("target/debug/skylabel")
        }
    };
    let seed = options.seed.unwrap_or_else(|| fastrand::u64(..1 << 32));
    println!("soak: {} minutes, --seed {seed}", options.minutes);
    let runtime = tokio::runtime::Runtime::new()?;
    runtime
        .block_on(soak(binary, Duration::from_secs(options.minutes * 60), seed))
        .with_context(|| format!("soak --seed {seed}"))
}

async fn soak(binary: PathBuf, time: Duration, seed: u64) -> Result<()> {
    let begun = Instant::now();
    let world = World {
        house: House::new(binary).await?,
        model: Mutex::default(),
        notes: Mutex::default(),
        figures: Figures::default(),
        serial: AtomicU64::new(1),
    };
    changes::begin(&world).await?;
    let mut server = world.house.first_start().await?;
    changes::add(&world, None).await?;
    let mut memory = Vec::new();
    let outcome = rounds(&world, &mut server, begun + time, seed, &mut memory).await;
    print(&world, begun.elapsed(), &memory);
    if outcome.is_err() {
        println!("kept for a look: {}", world.house.keep().display());
    }
    outcome
}

async fn rounds(
    world: &World,
    server: &mut Skylabel,
    end: Instant,
    seed: u64,
    memory: &mut Vec<f64>,
) -> Result<()> {
    let mut life = Vec::new();
    for round in 0.. {
        let last = Instant::now() + ROUND >= end;
        let until = Instant::now() + ROUND;
        let random = |actor: u64| fastrand::Rng::with_seed(seed ^ (round << 40) ^ (actor << 56));
        let kills = (round / LIFE).is_multiple_of(2);
        let (changed, first, second, faults, killed) = tokio::join!(
            changes::go_on(world, random(1), until),
            people::label(world, 0, random(2), until),
            people::label(world, 1, random(3), until),
            trouble::fail(world, random(4), until),
            trouble::kill(world, server, kills, random(5), until),
        );
        changed.and(first).and(second).and(faults).with_context(|| format!("round {round}"))?;
        if killed? {
            life.clear();
        }
        oracle::look(world, server).await.with_context(|| format!("round {round}"))?;
        life.push(server.memory("VmRSS")?);
        memory.extend(life.last());
        leak(&life)?;
        println!(
            "{round}: {} tasks, {} annotations, {:.0} MiB",
            world.model().ids.len(),
            world.notes().len(),
            life.last().unwrap_or(&0.0)
        );
        if last || round % (2 * LIFE) == 2 * LIFE - 1 {
            oracle::rebuild(world, server).await.with_context(|| format!("rebuilding after {round}"))?;
            life.clear();
        }
        if last {
            return Ok(());
        }
    }
    Ok(())
}

/// The first look of a life is before caches are warm.
fn leak(life: &[f64]) -> Result<()> {
    let (Some(first), Some(last)) = (life.get(1), life.last()) else { return Ok(()) };
    anyhow::ensure!(last - first < GROWTH, "memory grows: {life:?} MiB");
    Ok(())
}

fn print(world: &World, took: Duration, memory: &[f64]) {
    let figures = &world.figures;
    let n = |figure: &AtomicU64| figure.load(Ordering::Relaxed);
    let lines = |figures: &Mutex<BTreeMap<String, u64>>| {
        let figures = figures.lock().unwrap_or_else(PoisonError::into_inner);
        figures.iter().map(|(name, count)| format!("{name} {count}")).collect::<Vec<_>>().join(", ")
    };
    println!("\n{:.0} minutes, {} looks of the oracle", took.as_secs_f64() / 60.0, n(&figures.looks));
    println!("objects changed {}, storages changed {}", n(&figures.changes), n(&figures.storages));
    println!("syncs asked for {}, requests to the store {}", n(&figures.syncs), n(&figures.requests));
    println!("faults: {}", lines(&figures.faults));
    println!("kill -9 {}, pauses {}", n(&figures.kills), n(&figures.pauses));
    println!(
        "annotations made {}, changed {}, deleted {}; tasks deleted {}; in the end {} annotations",
        n(&figures.submits),
        n(&figures.updates),
        n(&figures.deletions),
        n(&figures.tasks_deleted),
        world.notes().len()
    );
    println!("answers: {}", lines(&figures.answers));
    println!("rebuilt from the buckets {} times", n(&figures.rebuilds));
    let most = memory.iter().copied().fold(0.0, f64::max);
    if let (Some(first), Some(last)) = (memory.first(), memory.last()) {
        println!("memory: first {first:.0} MiB, last {last:.0} MiB, most {most:.0} MiB");
    }
}
