//! Promises that every kind of figure keeps.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::model::result::Area;
use proptest::prelude::*;

const IMAGE: Size = Size { width: 640.0, height: 360.0 };
const LIMITS: Limits = Limits { image: IMAGE, least: 1.0 };

fn percent() -> impl Strategy<Value = f64> {
    0.0..100.0f64
}

fn point() -> impl Strategy<Value = Point> {
    (percent(), percent()).prop_map(|(x, y)| Point::new(x, y))
}

/// Degrees away from right angles, to which turning snaps.
fn turn() -> impl Strategy<Value = f64> {
    (0..4u8, 3.0..87.0f64).prop_map(|(quarter, rest)| f64::from(quarter) * 90.0 + rest)
}

fn path() -> impl Strategy<Value = Area> {
    let vertex = (point(), proptest::option::of((point(), point())), 0..8usize);
    (proptest::collection::vec(vertex, 2..8), any::<bool>()).prop_map(|(all, closed)| {
        let vertices = all.into_iter().enumerate().map(|(at, (place, controls, from))| Vertex {
            id: format!("p{at}"),
            x: place.x,
            y: place.y,
            prev: (at > 0).then(|| format!("p{}", from % at)),
            is_bezier: controls.is_some(),
            control1: controls.map(|(one, _)| one),
            control2: controls.map(|(_, two)| two),
        });
        let vertices: Vec<Vertex> = vertices.collect();
        let closed = closed && vertices.len() > 2;
        Area::Vector(Path { vertices, closed })
    })
}

fn area() -> impl Strategy<Value = Area> {
    let sizes = (1.0..50.0f64, 1.0..50.0f64, prop_oneof![Just(0.0), turn()]);
    let boxes = (point(), sizes.clone()).prop_map(|(at, (width, height, rotation))| {
        Area::Box(Rect { x: at.x, y: at.y, width, height, rotation })
    });
    let ellipses = (point(), sizes).prop_map(|(at, (radius_x, radius_y, rotation))| {
        Area::Ellipse(Ellipse { x: at.x, y: at.y, radius_x, radius_y, rotation })
    });
    let polygons = (proptest::collection::vec(point(), 3..9), any::<bool>())
        .prop_map(|(points, closed)| Area::Polygon(Polygon { points, closed }));
    let dots =
        (point(), 0.0..9.0f64).prop_map(|(at, width)| Area::KeyPoint(KeyPoint { x: at.x, y: at.y, width }));
    prop_oneof![boxes, ellipses, polygons, dots, path()]
}

fn figure() -> impl Strategy<Value = Figure> {
    area().prop_map(|area| Figure::of(&area, IMAGE).unwrap())
}

fn close(a: &Figure, b: &Figure) -> bool {
    let numbers = |figure: &Figure| -> Vec<f64> {
        match figure {
            Figure::Box(r) => vec![r.x, r.y, r.width, r.height, r.rotation],
            Figure::Ellipse(e) => vec![e.x, e.y, e.radius_x, e.radius_y, e.rotation],
            Figure::Polygon { points, .. } => points.iter().flat_map(|p| [p.x, p.y]).collect(),
            Figure::Dot { at, radius } => vec![at.x, at.y, *radius],
            Figure::Path(path) => path
                .vertices
                .iter()
                .flat_map(|v| [Some(v.at()), v.control1, v.control2])
                .flatten()
                .flat_map(|p| [p.x, p.y])
                .collect(),
            Figure::Mask => Vec::new(),
        }
    };
    let (a, b) = (numbers(a), numbers(b));
    a.len() == b.len() && a.iter().zip(&b).all(|(a, b)| (a - b).abs() < 1e-6)
}

proptest! {
    #[test]
    fn to_pixels_and_back_is_the_same_to_the_last_digit(area in area()) {
        let figure = Figure::of(&area, IMAGE).unwrap();
        prop_assert_eq!(figure.to_area(IMAGE, Some(&area)), Some(area.clone()));
        let afresh = figure.to_area(IMAGE, None).unwrap();
        prop_assert!(close(&Figure::of(&afresh, IMAGE).unwrap(), &figure));
        prop_assert_eq!(afresh.kind(), area.kind());
    }

    #[test]
    fn a_point_that_moves_leaves_the_digits_of_the_others(area in area(), to in point()) {
        let figure = Figure::of(&area, IMAGE).unwrap();
        prop_assume!(figure.point_count() > 1);
        let to = to_pixels(to, IMAGE);
        let changed = figure.with_point(1, to, LIMITS).to_area(IMAGE, Some(&area)).unwrap();
        match (&area, &changed) {
            (Area::Polygon(old), Area::Polygon(new)) => prop_assert_eq!(&old.points[2..], &new.points[2..]),
            (Area::Vector(old), Area::Vector(new)) => prop_assert_eq!(&old.vertices[2..], &new.vertices[2..]),
            _ => prop_assert!(false, "only these have points"),
        }
    }

    #[test]
    fn a_handle_dragged_to_where_it_is_changes_nothing(figure in figure()) {
        for (grip, at) in figure.grips(20.0, 0.0) {
            let same = figure.dragged(grip, at, at, LIMITS);
            if matches!(grip, Grip::Between(..)) {
                prop_assert_eq!(same.point_count(), figure.point_count() + 1);
            } else if !matches!(grip, Grip::Size(Handle::Turn)) || !is_upright(&figure) {
                // A box that leaves the image is drawn no farther out, but stays where it is.
                prop_assert!(close(&same, &figure), "{:?}: {:?}", grip, same);
            }
        }
    }

    #[test]
    fn each_handle_is_found_where_it_stands(figure in figure()) {
        for (grip, at) in figure.grips(20.0, 0.0) {
            prop_assert!(figure.grip_at(at, 1e-9, 20.0, 0.0, true).is_some(), "{:?}", grip);
        }
    }

    #[test]
    fn moving_there_and_back_is_the_same_place(figure in figure(), x in -300.0..300.0f64, y in -300.0..300.0f64) {
        let by = Point::new(x, y);
        let back = figure.shifted(by).shifted(Point::new(-x, -y));
        prop_assert!(close(&back, &figure));
    }

    #[test]
    fn what_fits_the_image_is_moved_no_farther_than_its_edge(
        figure in figure(), x in -900.0..900.0f64, y in -900.0..900.0f64,
    ) {
        let inside = |rect: Rect| {
            rect.x >= -1e-6 && rect.y >= -1e-6 && rect.x + rect.width <= IMAGE.width + 1e-6
                && rect.y + rect.height <= IMAGE.height + 1e-6
        };
        prop_assume!(figure.bounds().is_some_and(inside));
        prop_assert!(figure.moved(Point::new(x, y), IMAGE).bounds().is_some_and(inside));
    }

    #[test]
    fn what_is_hit_lies_in_the_box_around_it(figure in figure(), at in point(), tolerance in 0.0..5.0f64) {
        let at = to_pixels(at, IMAGE);
        let radius = if let Figure::Dot { radius, .. } = figure { radius } else { 0.0 };
        let around = figure.bounds().unwrap();
        prop_assert!(!figure.is_hit(at, tolerance) || around.is_hit(at, tolerance + radius + 1.0));
    }

    #[test]
    fn a_point_put_in_and_taken_out_leaves_what_was(figure in figure(), edge in 0..8usize) {
        let joints = figure.joints();
        prop_assume!(!joints.is_empty());
        let (from, to) = joints[edge % joints.len()];
        let straight = !matches!(&figure, Figure::Path(path) if path.curve(from, to).is_some());
        prop_assume!(straight);
        let longer = figure.inserted(from, to, Point::new(1.0, 2.0));
        prop_assert_eq!(longer.point_count(), figure.point_count() + 1);
        prop_assert_eq!(longer.joints().len(), joints.len() + 1);
        let at = (0..longer.point_count()).find(|at| longer.point(*at) == Some(Point::new(1.0, 2.0))).unwrap();
        prop_assert_eq!(longer.without(at, 0), Some(figure));
    }

    #[test]
    fn growing_and_shrinking_keeps_the_left_top_corner(figure in figure(), by in 1.0..20.0f64) {
        prop_assume!(!matches!(figure, Figure::Ellipse(_) | Figure::Dot { .. }));
        let before = figure.bounds().unwrap();
        prop_assume!(is_upright(&figure) && before.x + before.width < IMAGE.width - 20.0);
        prop_assume!(!matches!(figure, Figure::Path(_)));
        let after = figure.grown(Point::new(by, 0.0), IMAGE).bounds().unwrap();
        prop_assert!((after.x - before.x).abs() < 1e-6 && (after.y - before.y).abs() < 1e-6);
        let wider = before.width == 0.0 || (after.width - before.width - by).abs() < 1e-6;
        prop_assert!(wider, "{} {}", before.width, after.width);
    }
}

fn is_upright(figure: &Figure) -> bool {
    match figure {
        Figure::Box(rect) => rect.rotation == 0.0,
        Figure::Ellipse(ellipse) => ellipse.rotation == 0.0,
        _ => true,
    }
}

#[test]
fn the_side_of_a_box_can_be_taken_hold_of_between_its_handles() {
    let figure = Figure::Box(Rect { x: 100.0, y: 100.0, width: 120.0, height: 60.0, rotation: 0.0 });
    assert_eq!(figure.edge_at(Point::new(103.0, 120.0), 4.0), Some(Grip::Size(Handle::Left)));
    assert_eq!(figure.edge_at(Point::new(180.0, 162.0), 4.0), Some(Grip::Size(Handle::Bottom)));
    assert_eq!(figure.edge_at(Point::new(160.0, 130.0), 4.0), None);
    let small = Figure::Box(Rect { x: 100.0, y: 100.0, width: 6.0, height: 6.0, rotation: 0.0 });
    assert_eq!(small.edge_at(Point::new(103.0, 103.0), 4.0), None, "room to move it");
}

#[test]
fn an_edge_of_a_polygon_takes_both_its_points_along() {
    let points = [(0.0, 0.0), (100.0, 0.0), (100.0, 100.0), (0.0, 100.0)].map(|(x, y)| Point::new(x, y));
    let square = Figure::Polygon { points: points.to_vec(), closed: true };
    let from = Point::new(100.0, 50.0);
    let grip = square.edge_at(from, 4.0).unwrap();
    assert_eq!(grip, Grip::Edge(1, 2));
    let Figure::Polygon { points: new, .. } = square.dragged(grip, from, Point::new(130.0, 40.0), LIMITS)
    else {
        panic!("a polygon")
    };
    assert_eq!(new, [(0.0, 0.0), (130.0, 0.0), (130.0, 90.0), (0.0, 100.0)].map(|(x, y)| Point::new(x, y)));
}
