#![allow(clippy::unwrap_used)]
use super::super::tools::draft::Drawing;
use super::super::tools::draft::testing::{RULES, rules, touch};
use super::*;
use crate::model::geometry::{Handle, Path, Rect, Vertex};

fn p(x: f64, y: f64) -> Point {
    Point::new(x, y)
}

fn boxed(x: f64, y: f64) -> Figure {
    Figure::Box(Rect { x, y, width: 20.0, height: 10.0, rotation: 0.0 })
}

fn held(id: &str, figure: Figure) -> Held {
    Held { id: id.into(), figure }
}

fn square() -> Figure {
    let points = [(20.0, 20.0), (80.0, 20.0), (80.0, 80.0), (20.0, 80.0)].map(|(x, y)| p(x, y));
    Figure::Polygon { points: points.to_vec(), closed: true }
}

fn press(x: f64, y: f64) -> Press {
    Press {
        touch: touch(x, y),
        grip: None,
        region: None,
        picked: Vec::new(),
        pan: false,
        draw: false,
        by_hand: false,
        on_top: false,
        removes: false,
        locked: false,
        goes_on: None,
    }
}

fn run_with(rules: &Rules, start: Press, x: f64, y: f64) -> (Gesture, Effect) {
    let (gesture, _) = Gesture::Idle.down(start, rules);
    let (gesture, _) = gesture.moved(&touch(x, y), rules);
    gesture.up(&touch(x, y), rules)
}

fn run(start: Press, x: f64, y: f64) -> Effect {
    run_with(&RULES, start, x, y).1
}

#[test]
fn a_drag_with_a_label_draws_and_stays_inside_the_image() {
    let effect = run(Press { draw: true, ..press(190.0, 70.0) }, 250.0, 20.0);
    assert_eq!(
        effect,
        Effect::Create(Figure::Box(Rect { x: 190.0, y: 20.0, width: 10.0, height: 50.0, rotation: 0.0 }))
    );
}

#[test]
fn a_click_draws_nothing_and_selects_what_it_met() {
    let region = Some(held("r", boxed(0.0, 0.0)));
    let effect = run(Press { draw: true, region, ..press(5.0, 5.0) }, 6.0, 5.0);
    assert_eq!(effect, Effect::Select(Some("r".into())));
}

#[test]
fn a_click_on_the_ground_unselects_first_and_then_is_the_first_corner_of_a_box() {
    let picked = vec![held("r", boxed(0.0, 0.0))];
    let start = Press { draw: true, picked, ..press(50.0, 50.0) };
    assert_eq!(run(start, 50.0, 50.0), Effect::Select(None));
    let (gesture, _) = run_with(&RULES, Press { draw: true, ..press(50.0, 50.0) }, 50.0, 50.0);
    assert!(gesture.is_drawing());
    let (gesture, _) = gesture.down(Press { draw: true, ..press(90.0, 90.0) }, &RULES);
    assert!(matches!(gesture.up(&touch(90.0, 90.0), &RULES).1, Effect::Create(_)));
}

#[test]
fn a_box_can_be_drawn_inside_another_that_is_not_selected() {
    let region = Some(held("r", boxed(0.0, 0.0)));
    let effect = run(Press { draw: true, region, ..press(5.0, 2.0) }, 15.0, 8.0);
    assert!(matches!(effect, Effect::Create(_)));
}

#[test]
fn the_selected_box_moves_and_with_the_key_is_drawn_over() {
    let region = held("r", boxed(0.0, 0.0));
    let start =
        Press { draw: true, region: Some(region.clone()), picked: vec![region.clone()], ..press(5.0, 5.0) };
    assert_eq!(run(start.clone(), 15.0, 25.0), Effect::Shift(Arc::new(vec![region]), p(10.0, 20.0)));
    assert!(matches!(run(Press { on_top: true, ..start }, 15.0, 25.0), Effect::Create(_)));
}

#[test]
fn everything_selected_moves_together_and_no_farther_than_the_first_at_the_edge() {
    let picked = vec![held("a", boxed(0.0, 0.0)), held("b", boxed(150.0, 50.0)), held("m", Figure::Mask)];
    let start = Press { region: Some(picked[0].clone()), picked: picked.clone(), ..press(5.0, 5.0) };
    assert_eq!(run(start, 105.0, 10.0), Effect::Shift(Arc::new(picked), p(30.0, 5.0)));
}

#[test]
fn the_handle_above_turns_the_box_about_its_middle() {
    let picked = vec![held("r", boxed(40.0, 45.0))];
    let start = Press { picked, grip: Some(Grip::Size(Handle::Turn)), ..press(50.0, 30.0) };
    let Effect::Change(Held { figure: Figure::Box(turned), .. }) = run(start, 90.0, 50.0) else {
        panic!("not turned")
    };
    assert_eq!(turned.rotation, 90.0);
    assert!(turned.center().distance(p(50.0, 50.0)) < 1e-9);
}

#[test]
fn without_a_label_the_ground_pans_and_a_drawing_goes_on_after_it() {
    let (gesture, _) = Gesture::Idle.down(press(5.0, 5.0), &RULES);
    assert_eq!(gesture.moved(&touch(15.0, 5.0), &RULES).1, Effect::PanBy(p(10.0, 0.0)));
    let (drawn, _) = run_with(&RULES, Press { draw: true, ..press(50.0, 50.0) }, 50.0, 50.0);
    let (panning, _) = drawn.clone().down(Press { pan: true, ..press(5.0, 5.0) }, &RULES);
    let (panning, _) = panning.moved(&touch(25.0, 5.0), &RULES);
    assert_eq!(panning.up(&touch(25.0, 5.0), &RULES).0, drawn);
}

#[test]
fn a_key_point_is_clicked_into_a_box_but_one_on_another_selects_that() {
    let rules = rules(Drawing::KeyPoint);
    let on = |figure| Press { draw: true, region: Some(held("r", figure)), ..press(5.0, 5.0) };
    let dot = Figure::Dot { at: p(5.0, 5.0), radius: 2.0 };
    assert_eq!(run_with(&rules, on(boxed(0.0, 0.0)), 5.0, 5.0).1, Effect::Create(dot.clone()));
    assert_eq!(run_with(&rules, on(dot.clone()), 5.0, 5.0).1, Effect::Select(Some("r".into())));
    let on_top = Press { on_top: true, ..on(dot.clone()) };
    assert_eq!(run_with(&rules, on_top, 5.0, 5.0).1, Effect::Create(dot));
}

#[test]
fn the_brush_paints_at_once_whatever_lies_there() {
    let rules = rules(Drawing::Brush);
    let region = held("r", boxed(0.0, 0.0));
    let start = Press { draw: true, region: Some(region.clone()), picked: vec![region], ..press(5.0, 5.0) };
    let (gesture, effect) = Gesture::Idle.down(start, &rules);
    assert!(matches!(effect, Effect::Show(_)) && gesture.is_drawing());
    assert!(matches!(gesture.up(&touch(5.0, 5.0), &rules).1, Effect::Paint(_)));
}

#[test]
fn a_point_is_moved_by_a_drag_chosen_by_a_click_and_removed_by_one_with_the_key() {
    let picked = vec![held("r", square())];
    let start = Press { picked, grip: Some(Grip::Point(1)), ..press(80.0, 20.0) };
    let Effect::Change(changed) = run(start.clone(), 90.0, 10.0) else { panic!("not moved") };
    assert_eq!(changed.figure.point(1), Some(p(90.0, 10.0)));
    assert_eq!(run(start.clone(), 81.0, 20.0), Effect::Point("r".into(), 1));
    let removing = Press { removes: true, ..start };
    assert_eq!(run(removing, 81.0, 20.0), Effect::RemovePoint("r".into(), 1));
}

#[test]
fn a_click_on_the_middle_of_an_edge_puts_a_point_there() {
    let start =
        Press { picked: vec![held("r", square())], grip: Some(Grip::Between(0, 1)), ..press(52.0, 21.0) };
    let Effect::Change(changed) = run(start, 52.0, 21.0) else { panic!("nothing put in") };
    assert_eq!((changed.figure.point_count(), changed.figure.point(1)), (5, Some(p(50.0, 20.0))));
}

#[test]
fn a_click_on_the_ground_goes_on_from_the_chosen_vertex_of_the_selected_vector() {
    let vertex = |id: &str, prev: Option<&str>, x| Vertex {
        id: id.into(),
        prev: prev.map(str::to_owned),
        x,
        ..Vertex::default()
    };
    let path = Path { vertices: vec![vertex("a", None, 0.0), vertex("b", Some("a"), 10.0)], closed: false };
    let region = held("v", Figure::Path(path));
    let start = Press { draw: true, goes_on: Some((region, 0)), ..press(50.0, 50.0) };
    let (_, effect) = run_with(&rules(Drawing::Vector), start, 50.0, 50.0);
    let Effect::Change(changed) = effect else { panic!("does not go on") };
    assert_eq!(changed.figure.joints(), [(0, 1), (0, 2)]);
}

#[test]
fn escape_takes_back_what_is_being_moved_or_changed() {
    let region = held("r", boxed(0.0, 0.0));
    let start = Press { region: Some(region.clone()), picked: vec![region], ..press(5.0, 5.0) };
    let (gesture, _) = Gesture::Idle.down(start, &RULES);
    let (gesture, _) = gesture.moved(&touch(50.0, 50.0), &RULES);
    assert!(gesture.is_busy());
    assert_eq!(gesture.key(DraftKey::Back, &RULES), (Gesture::Idle, Effect::Clear));
}

#[test]
fn a_locked_region_stays_and_the_ground_beneath_it_pans() {
    let region = Some(held("r", boxed(0.0, 0.0)));
    let start = Press { region, locked: true, ..press(5.0, 5.0) };
    let (gesture, _) = Gesture::Idle.down(start, &RULES);
    assert!(matches!(gesture.moved(&touch(50.0, 50.0), &RULES).1, Effect::PanBy(_)));
}

#[test]
fn the_key_on_a_click_selects_one_more() {
    let region = Some(held("r", boxed(0.0, 0.0)));
    let effect = run(Press { region, on_top: true, ..press(5.0, 5.0) }, 5.0, 5.0);
    assert_eq!(effect, Effect::Toggle("r".into()));
}

#[test]
fn what_lies_on_the_pixels_moves_by_whole_ones() {
    let rules = Rules { snap: crate::model::geometry::Snap::Corners, ..RULES };
    let region = held("r", boxed(0.0, 0.0));
    let start = Press { region: Some(region.clone()), picked: vec![region.clone()], ..press(5.0, 5.0) };
    let (_, effect) = run_with(&rules, start, 15.4, 24.7);
    assert_eq!(effect, Effect::Shift(Arc::new(vec![region]), p(10.0, 20.0)));
}
