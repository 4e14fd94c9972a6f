//! Numbers that a Number control takes: its bounds, its steps, and what stands nearest to one that it does not take.

use crate::model::config::NumberInput;

/// What is wrong with a number, in numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Misfit {
    /// It is below this.
    pub min: Option<f64>,
    /// It is above this.
    pub max: Option<f64>,
    /// It is between two steps.
    pub nearest: Option<(f64, f64)>,
}

/// How far from a step a number may be: what dividing loses, and no more.
const SLACK: f64 = 1e-9;

impl NumberInput {
    /// Where its steps are counted from.
    fn basis(&self) -> f64 {
        self.min.unwrap_or(0.0)
    }

    /// Why a number is not taken; `None` when it is.
    pub fn misfit(&self, value: f64) -> Option<Misfit> {
        let min = self.min.filter(|min| value < *min);
        let max = self.max.filter(|max| value > *max);
        let nearest = self.step.and_then(|step| self.neighbours(value, step));
        (min.is_some() || max.is_some() || nearest.is_some()).then_some(Misfit { min, max, nearest })
    }

    fn neighbours(&self, value: f64, step: f64) -> Option<(f64, f64)> {
        let steps = (value - self.basis()) / step;
        if (steps - steps.round()).abs() <= SLACK * steps.abs().max(1.0) {
            return None;
        }
        let at = |steps: f64| tidy(self.basis() + steps * step);
        Some((at(steps.floor()), at(steps.ceil())))
    }

    /// The next number for a key that counts up: from nothing to the least, from the largest back to the least.
    pub fn next(&self, value: Option<f64>) -> f64 {
        let least = self.min.unwrap_or(0.0);
        let step = self.step.unwrap_or(1.0);
        match value {
            None => self.min.unwrap_or(step),
            Some(value) if self.max.is_some_and(|max| value + step > max + SLACK) => least,
            Some(value) => tidy(value + step),
        }
    }
}

/// Without the dust of adding up fractions.
fn tidy(value: f64) -> f64 {
    let rounded = (value * 1e9).round() / 1e9;
    if rounded.is_finite() { rounded } else { value }
}

/// A number as people write it: `5`, `0.1`.
pub fn written(value: f64) -> String {
    format!("{value}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(min: Option<f64>, max: Option<f64>, step: Option<f64>) -> NumberInput {
        NumberInput { min, max, step, default: None, slider: false, hotkey: None }
    }

    #[test]
    fn bounds_are_inclusive_and_steps_count_from_the_least() {
        let tens = input(Some(5.0), Some(25.0), Some(10.0));
        assert_eq!(tens.misfit(15.0), None);
        assert_eq!(tens.misfit(25.0), None);
        assert_eq!(tens.misfit(17.0), Some(Misfit { nearest: Some((15.0, 25.0)), ..Misfit::default() }));
        assert_eq!(tens.misfit(-5.0), Some(Misfit { min: Some(5.0), ..Misfit::default() }));
        assert_eq!(tens.misfit(35.0), Some(Misfit { max: Some(25.0), ..Misfit::default() }));
    }

    #[test]
    fn fractions_are_not_refused_for_how_computers_count() {
        let tenths = input(Some(0.0), Some(1.0), Some(0.1));
        for n in 0..=10 {
            assert_eq!(tenths.misfit(f64::from(n) * 0.1), None, "{n}");
        }
        assert_eq!(tenths.misfit(0.25), Some(Misfit { nearest: Some((0.2, 0.3)), ..Misfit::default() }));
        assert_eq!(input(None, None, None).misfit(0.123), None);
        assert_eq!(input(None, None, Some(2.0)).misfit(-3.0).and_then(|m| m.nearest), Some((-4.0, -2.0)));
    }

    #[test]
    fn counting_up_starts_over_at_the_end() {
        let few = input(Some(1.0), Some(3.0), None);
        assert_eq!([None, Some(1.0), Some(3.0)].map(|value| few.next(value)), [1.0, 2.0, 1.0]);
        assert_eq!(input(None, None, Some(0.1)).next(Some(0.2)), 0.3);
    }
}
