//! Vectors: vertices are clicked one after the other. Where curves are allowed, dragging away from a new vertex bends
//! the line there; where branches are, a click on a vertex goes on from it. Enter or a double click ends, a click on
//! the first vertex closes where that is allowed.

use super::draft::{DraftKey, Rules, Step, Touch};
use crate::editor::image::gesture::{Effect, Told};
use crate::editor::image::overlay::{HandleMark, MarkKind, OverlayFigure};
use crate::model::geometry::{Figure, MIN_DRAWN, Path, Point, Vertex, free_id};

#[derive(Clone, Debug, PartialEq)]
pub struct VectorDraft {
    path: Path,
    /// The vertex that the next one comes from.
    tail: usize,
    /// A new vertex is held down: dragging bends it.
    held: bool,
    /// The pointer would close the line.
    closes: bool,
}

impl VectorDraft {
    pub fn begin(touch: &Touch, rules: &Rules) -> Step<Self> {
        let mut draft = Self { path: Path::default(), tail: 0, held: false, closes: false };
        draft.place(rules.place(touch));
        let shown = draft.shown(None, touch.snapped);
        Step::goes_on(draft, shown)
    }

    pub fn down(mut self, touch: &Touch, rules: &Rules) -> Step<Self> {
        if touch.double {
            return self.done(rules);
        }
        let met = self.path.vertices.iter().position(|vertex| rules.meets(touch, vertex.at()));
        match met {
            Some(0) if self.may_close(rules) => {
                self.path.closed = true;
                return self.done(rules);
            }
            Some(at) if rules.skeleton => {
                self.tail = at;
                let shown = self.shown(None, None);
                return Step::goes_on(self, shown);
            }
            _ => {}
        }
        let at = rules.place(touch);
        if met == Some(self.tail) {
            return Step::goes_on(self, Effect::None);
        }
        self.place(at);
        if self.path.vertices.len() >= rules.most_points && !rules.curves {
            return self.done(rules);
        }
        let shown = self.shown(None, touch.snapped);
        Step::goes_on(self, shown)
    }

    pub fn moved(mut self, touch: &Touch, pressed: bool, rules: &Rules) -> Step<Self> {
        let to = rules.place(touch);
        if pressed && self.held && rules.curves {
            self.bend(to, rules);
            let shown = self.shown(None, None);
            return Step::goes_on(self, shown);
        }
        self.closes = self.may_close(rules)
            && self.path.vertices.first().is_some_and(|first| rules.meets(touch, first.at()));
        let shown = self.shown((!pressed).then_some(to), touch.snapped);
        Step::goes_on(self, shown)
    }

    pub fn up(mut self, _touch: &Touch, rules: &Rules) -> Step<Self> {
        self.held = false;
        if self.path.vertices.len() >= rules.most_points {
            return self.done(rules);
        }
        Step::goes_on(self, Effect::None)
    }

    pub fn key(mut self, key: DraftKey, rules: &Rules) -> Step<Self> {
        if key == DraftKey::Confirm {
            return self.done(rules);
        }
        let gone = self.path.vertices.pop();
        if self.path.vertices.is_empty() {
            return Step::ends(Effect::Clear);
        }
        let before = gone.and_then(|vertex| vertex.prev);
        let came_from = before.and_then(|id| self.path.vertices.iter().position(|vertex| vertex.id == id));
        self.tail = came_from.unwrap_or(self.path.vertices.len() - 1);
        let shown = self.shown(None, None);
        Step::goes_on(self, shown)
    }

    fn may_close(&self, rules: &Rules) -> bool {
        let count = self.path.vertices.len();
        rules.closable && count > 2 && count >= rules.least_points && self.tail + 1 == count
    }

    fn place(&mut self, at: Point) {
        self.path = extended(&self.path, self.tail, at);
        self.tail = self.path.vertices.len() - 1;
        self.held = true;
    }

    fn bend(&mut self, to: Point, rules: &Rules) {
        let Some(vertex) = self.path.vertices.get_mut(self.tail) else { return };
        let at = vertex.at();
        if at.distance(to) * rules.bounds.scale < MIN_DRAWN {
            return;
        }
        vertex.is_bezier = true;
        vertex.control2 = Some(to);
        vertex.control1 = Some(at.plus(at.minus(to)));
    }

    fn done(mut self, rules: &Rules) -> Step<Self> {
        let least = rules.least_points.max(2);
        if self.path.vertices.len() < least {
            self.path.closed = false;
            return Step::goes_on(self, Effect::Tell(Told::TooFewPoints(least)));
        }
        Step::ends(Effect::Create(Figure::Path(self.path)))
    }

    fn shown(&self, to: Option<Point>, snapped: Option<Point>) -> Effect {
        let tail = self.path.vertices.get(self.tail).map(Vertex::at);
        let rubber = tail.zip(to).into_iter().collect();
        Effect::show(OverlayFigure { rubber, snapped, ..OverlayFigure::new(Figure::Path(self.path.clone())) })
    }

    pub fn marks(&self, _rules: &Rules) -> Vec<HandleMark> {
        let kind = |at: usize| match at {
            0 if self.closes => MarkKind::Close,
            _ if at == self.tail => MarkKind::PointOn,
            _ => MarkKind::Point,
        };
        let vertices = self.path.vertices.iter().enumerate().flat_map(|(at, vertex)| {
            let bends = [vertex.incoming(), vertex.outgoing()].into_iter().flatten();
            let stem = Some(vertex.at());
            let bends = bends.map(move |at| HandleMark { at, kind: MarkKind::Control, stem });
            std::iter::once(HandleMark { at: vertex.at(), kind: kind(at), stem: None }).chain(bends)
        });
        vertices.collect()
    }
}

/// A vector with one more vertex that comes from one of those it has.
pub fn extended(path: &Path, tail: usize, at: Point) -> Path {
    let mut path = path.clone();
    let prev = path.vertices.get(tail).map(|vertex| vertex.id.clone());
    let id = free_id(&path);
    path.vertices.push(Vertex { id, x: at.x, y: at.y, prev, ..Vertex::default() });
    path
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::draft::testing::{Hand, rules, touch};
    use super::super::draft::{Draft, Drawing};
    use super::*;

    fn hand(change: impl FnOnce(&mut Rules)) -> Hand {
        let mut rules = rules(Drawing::Vector);
        change(&mut rules);
        Hand::with(rules)
    }

    fn path(hand: &Hand) -> &Path {
        match hand.created() {
            Figure::Path(path) => path,
            other => panic!("no vector: {other:?}"),
        }
    }

    #[test]
    fn clicks_make_a_line_that_enter_or_a_double_click_ends() {
        let line = hand(|_| {}).click(10.0, 10.0).click(50.0, 10.0).click(50.0, 60.0);
        let by_key = line.key(DraftKey::Confirm);
        assert_eq!(path(&by_key).links(), [(0, 1), (1, 2)]);
        assert!(!path(&by_key).closed);
        let by_click = hand(|_| {}).click(10.0, 10.0).double_click(50.0, 10.0);
        assert_eq!(path(&by_click).vertices.len(), 2);
    }

    #[test]
    fn it_closes_only_where_that_is_allowed() {
        let square =
            |hand: Hand| hand.click(10.0, 10.0).click(50.0, 10.0).click(50.0, 60.0).click(11.0, 11.0);
        assert!(path(&square(hand(|rules| rules.closable = true))).closed);
        let open = square(hand(|_| {})).key(DraftKey::Confirm);
        assert_eq!((path(&open).closed, path(&open).vertices.len()), (false, 4));
    }

    #[test]
    fn dragging_away_from_a_new_vertex_bends_the_line_there() {
        let bend = |rules: &mut Rules| rules.curves = true;
        let curved =
            hand(bend).click(10.0, 10.0).down(touch(50.0, 50.0)).drag(70.0, 50.0).up(touch(70.0, 50.0));
        let curved = curved.key(DraftKey::Confirm);
        let vertex = &path(&curved).vertices[1];
        assert_eq!(
            (vertex.control1, vertex.control2),
            (Some(Point::new(30.0, 50.0)), Some(Point::new(70.0, 50.0)))
        );
        let straight =
            hand(|_| {}).click(10.0, 10.0).down(touch(50.0, 50.0)).drag(70.0, 50.0).up(touch(70.0, 50.0));
        assert!(!path(&straight.key(DraftKey::Confirm)).vertices[1].is_bezier);
    }

    #[test]
    fn a_skeleton_branches_from_the_vertex_that_was_clicked() {
        let hand = hand(|rules| rules.skeleton = true)
            .click(10.0, 10.0)
            .click(50.0, 10.0)
            .click(90.0, 10.0)
            .click(50.0, 10.0)
            .click(50.0, 60.0)
            .key(DraftKey::Confirm);
        assert_eq!(path(&hand).links(), [(0, 1), (1, 2), (1, 3)]);
    }

    #[test]
    fn as_many_points_as_the_config_wants() {
        let full = hand(|rules| rules.most_points = 3).click(10.0, 10.0).click(50.0, 10.0).click(50.0, 60.0);
        assert_eq!(path(&full).vertices.len(), 3);
        let few =
            hand(|rules| rules.least_points = 4).click(10.0, 10.0).click(50.0, 10.0).key(DraftKey::Confirm);
        assert_eq!(few.effect, Effect::Tell(Told::TooFewPoints(4)));
        assert!(matches!(few.draft, Some(Draft::Vector(_))));
    }

    #[test]
    fn taking_back_goes_on_from_where_the_vertex_came_from() {
        let hand = hand(|rules| rules.skeleton = true)
            .click(10.0, 10.0)
            .click(50.0, 10.0)
            .click(10.0, 10.0)
            .click(10.0, 60.0)
            .key(DraftKey::Back)
            .click(20.0, 60.0)
            .key(DraftKey::Confirm);
        assert_eq!(path(&hand).links(), [(0, 1), (0, 2)]);
    }
}
