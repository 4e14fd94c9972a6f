//! What goes wrong: requests that fail, a process that is killed or stands still.

use super::{World, count, tally};
use anyhow::Result;
use fastrand::Rng;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};
use testkit::faults::{Fault, Rule};
use testkit::skylabel::Skylabel;

/// Has requests fail, some now and then, until it is time.
pub async fn fail(world: &World, mut random: Rng, until: Instant) -> Result<()> {
    while Instant::now() < until {
        let rules = random.usize(1..4);
        world.house.proxy.set((0..rules).map(|_| rule(world, &mut random)));
        tokio::time::sleep(Duration::from_millis(random.u64(100..4000))).await;
        world.house.proxy.clear();
        tokio::time::sleep(Duration::from_millis(random.u64(100..2500))).await;
        note(world);
    }
    Ok(())
}

fn rule(world: &World, random: &mut Rng) -> Rule {
    let status = [403, 404, 429, 500, 503, 504][random.usize(..6)];
    let retry_after = (matches!(status, 429 | 503) && random.bool()).then_some(1);
    let fault = match random.u32(..10) {
        0..4 => Fault::Status { status, retry_after },
        4 => Fault::Drop,
        5..8 => Fault::LoseAnswer,
        8 => Fault::Cut { bytes: random.usize(50..1500) },
        _ => Fault::Delay { ms: random.u64(50..2500) },
    };
    let bucket = &world.house.bucket;
    let (method, path) = [
        ("GET", format!("/{bucket}?")),
        ("GET", format!("/{bucket}/in/")),
        ("GET", format!("/{bucket}/out/")),
        ("PUT", format!("/{bucket}/out/")),
        ("PUT", format!("/{bucket}/out/.skylabel")),
        ("DELETE", format!("/{bucket}/")),
    ][random.usize(..6)]
    .clone();
    let rule = Rule::always(fault).method(method).path(path);
    if random.bool() { rule.times(random.u32(1..12)) } else { rule }
}

/// Counts what came by.
pub fn note(world: &World) {
    for seen in world.house.proxy.take_log() {
        world.figures.requests.fetch_add(1, Ordering::Relaxed);
        let name = match seen.fault {
            None => continue,
            Some(Fault::Status { status, .. } | Fault::Answer { status, .. }) => status.to_string(),
            Some(Fault::Drop) => "dropped".into(),
            Some(Fault::LoseAnswer) => "answer lost".into(),
            Some(Fault::Cut { .. }) => "cut".into(),
            Some(Fault::Delay { .. }) => "slow".into(),
        };
        tally(&world.figures.faults, name);
    }
}

/// Has the process stand still now and then, and if so wished kills it, until it is time. Answers whether it did.
pub async fn kill(
    world: &World,
    server: &mut Skylabel,
    kills: bool,
    mut random: Rng,
    until: Instant,
) -> Result<bool> {
    let mut killed = false;
    while Instant::now() < until {
        tokio::time::sleep(Duration::from_millis(random.u64(500..9000))).await;
        if kills && random.u32(..4) > 0 {
            server.signal("KILL")?;
            server.ended().await?;
            killed = true;
            count(&world.figures.kills);
            tokio::time::sleep(Duration::from_millis(random.u64(..1500))).await;
            *server = world.house.start().await?;
        } else {
            server.signal("STOP")?;
            count(&world.figures.pauses);
            tokio::time::sleep(Duration::from_millis(random.u64(100..5000))).await;
            server.signal("CONT")?;
        }
    }
    Ok(killed)
}
