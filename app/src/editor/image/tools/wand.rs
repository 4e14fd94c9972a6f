//! The magic wand: pressed on a pixel it takes what is alike around it, dragged away it takes more, released it makes
//! the region. The pixels themselves are looked at elsewhere.

use super::draft::{DraftKey, Rules, Step, Touch};
use crate::editor::image::gesture::Effect;
use crate::model::geometry::Point;

#[derive(Clone, Debug, PartialEq)]
pub struct WandDraft {
    on_screen: Point,
    /// How far the pointer was dragged, in whole pixels of the screen.
    distance: f64,
}

impl WandDraft {
    pub fn begin(touch: &Touch) -> Step<Self> {
        let draft = Self { on_screen: touch.on_screen, distance: 0.0 };
        Step::goes_on(draft, Effect::WandDown(touch.at))
    }

    pub fn down(self, _touch: &Touch, _rules: &Rules) -> Step<Self> {
        Step::goes_on(self, Effect::None)
    }

    pub fn moved(self, touch: &Touch, _pressed: bool, _rules: &Rules) -> Step<Self> {
        let distance = self.on_screen.distance(touch.on_screen).floor();
        if distance == self.distance {
            return Step::goes_on(self, Effect::None);
        }
        Step::goes_on(Self { distance, ..self }, Effect::WandDragged(distance))
    }

    pub fn up(self, _touch: &Touch, _rules: &Rules) -> Step<Self> {
        Step::ends(Effect::WandUp)
    }

    pub fn key(self, key: DraftKey, _rules: &Rules) -> Step<Self> {
        match key {
            DraftKey::Back => Step::ends(Effect::Clear),
            DraftKey::Confirm => Step::goes_on(self, Effect::None),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::draft::Drawing;
    use super::super::draft::testing::{Hand, rules, touch};
    use super::*;

    #[test]
    fn dragging_away_takes_more_and_letting_go_makes_the_region() {
        let hand = Hand::with(rules(Drawing::Wand)).down(touch(10.0, 10.0));
        assert_eq!(hand.effect, Effect::WandDown(Point::new(10.0, 10.0)));
        let hand = hand.drag(40.0, 50.0);
        assert_eq!(hand.effect, Effect::WandDragged(50.0));
        assert_eq!(hand.up(touch(40.0, 50.0)).effect, Effect::WandUp);
    }
}
