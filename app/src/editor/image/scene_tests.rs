#![allow(clippy::unwrap_used, clippy::expect_used)]
use super::*;
use crate::model::geometry::Rect;
use crate::model::result::Area;

const IMAGE: Size = Size { width: 200.0, height: 100.0 };

fn region(id: &str, x: f64, y: f64, side: f64) -> Arc<RegionView> {
    let rect = Rect { x, y, width: side, height: side, rotation: 0.0 };
    Arc::new(RegionView {
        id: id.to_owned(),
        stamp: 0,
        object: "image".to_owned(),
        item: None,
        parent: None,
        area: Area::Box(rect),
        labels: Vec::new(),
        color: "#fff".to_owned(),
        excerpt: String::new(),
        readonly: false,
        note: None,
        score: None,
        origin: None,
    })
}

fn sync(scene: &mut Scene, regions: &[Arc<RegionView>]) -> Change {
    scene.sync(regions, |_| 0, |_| (false, false))
}

fn ids(scene: &Scene) -> Vec<&str> {
    let seen = scene.seen(&whole()).into_iter();
    seen.map(|slot| scene.shape(slot).unwrap().region.id.as_str()).collect()
}

fn picked(scene: &Scene, x: f64, y: f64, selected: &str) -> Option<String> {
    scene.pick(Point::new(x, y), 1.0, |id| id == selected, |_| None).map(|shape| shape.region.id.clone())
}

fn whole() -> Extent {
    Extent { left: 0.0, top: 0.0, right: 200.0, bottom: 100.0 }
}

#[test]
fn an_edit_of_one_region_paints_where_it_was_and_where_it_is() {
    let mut all: Vec<_> = (0..10).map(|n| region(&format!("r{n}"), f64::from(n) * 10.0, 0.0, 5.0)).collect();
    let mut scene = Scene::new(IMAGE);
    assert_eq!(sync(&mut scene, &all), Change::Parts((0..10).map(|n| scene.place(n).unwrap()).collect()));
    assert_eq!(sync(&mut scene, &all), Change::Nothing);
    all[4] = region("r4", 40.0, 50.0, 5.0);
    let change = sync(&mut scene, &all);
    let was = Extent { left: 80.0, top: 0.0, right: 90.0, bottom: 5.0 };
    assert_eq!(change, Change::Parts(vec![was, Extent { top: 50.0, bottom: 55.0, ..was }]));
    assert_eq!(ids(&scene), ["r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9"]);
}

#[test]
fn regions_that_come_and_go_leave_the_others_in_their_order() {
    let all: Vec<_> = (0..5).map(|n| region(&format!("r{n}"), f64::from(n) * 10.0, 0.0, 5.0)).collect();
    let mut scene = Scene::new(IMAGE);
    sync(&mut scene, &all);
    let fewer: Vec<_> = [0, 1, 3, 4].iter().map(|n| all[*n].clone()).collect();
    assert!(matches!(sync(&mut scene, &fewer), Change::Parts(parts) if parts.len() == 1));
    assert!(scene.by_id("r2").is_none());
    let new = region("new", 0.0, 50.0, 5.0);
    let more: Vec<_> = fewer.iter().cloned().chain([new]).collect();
    assert!(matches!(sync(&mut scene, &more), Change::Parts(parts) if parts.len() == 1));
    assert_eq!(ids(&scene), ["r0", "r1", "r3", "r4", "new"]);
    sync(&mut scene, &[]);
    assert!(ids(&scene).is_empty() && scene.by_id("new").is_none());
}

#[test]
fn thousands_of_changes_are_one_repaint() {
    let all: Vec<_> = (0..1000).map(|n| region(&format!("r{n}"), f64::from(n) / 20.0, 0.0, 1.0)).collect();
    let mut scene = Scene::new(IMAGE);
    assert_eq!(sync(&mut scene, &all), Change::All);
    let mut fewer = all.clone();
    fewer.remove(500);
    assert!(matches!(sync(&mut scene, &fewer), Change::Parts(parts) if parts.len() == 1));
}

#[test]
fn only_a_part_that_is_looked_at_is_looked_through_bottom_to_top() {
    let all =
        [region("low", 10.0, 10.0, 20.0), region("far", 80.0, 80.0, 5.0), region("high", 15.0, 15.0, 5.0)];
    let mut scene = Scene::new(IMAGE);
    sync(&mut scene, &all);
    let part = Extent { left: 30.0, top: 10.0, right: 60.0, bottom: 30.0 };
    let seen: Vec<&str> =
        scene.seen(&part).iter().map(|slot| scene.shape(*slot).unwrap().region.id.as_str()).collect();
    assert_eq!(seen, ["low", "high"]);
}

#[test]
fn a_click_means_the_selected_region_else_the_smallest_else_the_topmost() {
    let all = [
        region("large", 0.0, 0.0, 50.0),
        region("small", 10.0, 10.0, 10.0),
        region("twin", 10.0, 10.0, 10.0),
    ];
    let mut scene = Scene::new(IMAGE);
    sync(&mut scene, &all);
    assert_eq!(picked(&scene, 25.0, 15.0, "").as_deref(), Some("twin"));
    assert_eq!(picked(&scene, 25.0, 15.0, "large").as_deref(), Some("large"));
    assert_eq!(picked(&scene, 90.0, 45.0, "").as_deref(), Some("large"));
    assert_eq!(picked(&scene, 190.0, 95.0, "large"), None);
}

#[test]
fn what_is_hidden_is_neither_seen_nor_met() {
    let all = [region("one", 0.0, 0.0, 50.0), region("two", 10.0, 10.0, 10.0)];
    let mut scene = Scene::new(IMAGE);
    sync(&mut scene, &all);
    let change = scene.set_states(|region| (region.id == "two", region.id == "one"));
    assert!(matches!(change, Change::Parts(parts) if parts.len() == 2));
    assert_eq!(scene.set_states(|region| (region.id == "two", region.id == "one")), Change::Nothing);
    assert_eq!(scene.seen(&whole()).len(), 1);
    assert_eq!(picked(&scene, 25.0, 15.0, "").as_deref(), Some("one"));
    assert!(scene.look("one", false).unwrap().locked);
}

#[test]
fn more_parts_than_a_few_are_everything() {
    let part = || Change::Parts(vec![whole(); 20]);
    assert_eq!(Change::Nothing.and(part()), part());
    assert_eq!(part().and(part()), Change::All);
    assert_eq!(Change::All.and(Change::Nothing), Change::All);
}
