//! The style sheet's colours can be read, in both themes: each ink on each ground, and words on and among labels of any
//! colour. Tests only; reads the sheets as they are written.

use crate::model::contrast::{Rgb, TEXT, of_digits, ratio};
use std::collections::BTreeMap;

const TOKENS: &str = include_str!("../../../style/tokens.css");
/// The sheets in which words stand on the colours of labels.
const LABELED: [&str; 4] = [
    include_str!("../../../style/editor.css"),
    include_str!("../../../style/panels.css"),
    include_str!("../../../style/reading.css"),
    include_str!("../../../style/answers.css"),
];
/// What borders of fields, rings and signs need at least, by which a control or its state is known.
const SIGN: f64 = 3.0;

const GROUNDS: [&str; 10] = [
    "paper",
    "surface",
    "raised",
    "sunken",
    "hover",
    "quiet-soft",
    "accent-soft",
    "good-soft",
    "warn-soft",
    "bad-soft",
];
const INKS: [&str; 9] = ["ink", "ink-2", "ink-3", "accent", "accent-strong", "good", "warn", "bad", "quiet"];

/// The colours of each theme by their names.
fn themes() -> [(&'static str, BTreeMap<&'static str, Rgb>); 2] {
    let pairs = || {
        TOKENS.lines().filter_map(|line| {
            let (name, value) = line.trim().strip_prefix("--")?.split_once(": light-dark(")?;
            let (light, dark) = value.strip_suffix(");")?.split_once(", ")?;
            Some((name, of_digits(light)?, of_digits(dark)?))
        })
    };
    [
        ("light", pairs().map(|(name, light, _)| (name, light)).collect()),
        ("dark", pairs().map(|(name, _, dark)| (name, dark)).collect()),
    ]
}

fn mixed(one: Rgb, other: Rgb, percent: f64) -> Rgb {
    let part = |at: usize| {
        let (one, other) = (f64::from(one[at]), f64::from(other[at]));
        ((one * percent + other * (100.0 - percent)) / 100.0).round() as u8
    };
    [part(0), part(1), part(2)]
}

/// Colours that a config may give to labels, from all corners.
fn any_label() -> impl Iterator<Item = Rgb> {
    let steps = || (0..=255).step_by(51);
    steps().flat_map(move |r| steps().flat_map(move |g| steps().map(move |b| [r, g, b])))
}

/// How much of a label's colour is mixed into what `rest` names, wherever a sheet does that.
fn shares(of: &str, rest: &str) -> Vec<f64> {
    let share = |written: &&str| written.split_once(&format!("%, {rest})"))?.0.parse::<f64>().ok();
    let written = of.split("color-mix(in srgb, var(--label) ").skip(1);
    written.filter_map(|written| share(&written)).collect()
}

#[test]
fn every_ink_reads_on_every_ground_in_both_themes() {
    for (theme, colors) in themes() {
        for (ink, ground) in INKS.iter().flat_map(|ink| GROUNDS.iter().map(move |ground| (ink, ground))) {
            let found = ratio(colors[ink], colors[ground]);
            assert!(found >= TEXT, "{theme}: {ink} on {ground} is {found:.2}");
        }
        for (ink, ground) in [("on-accent", "accent"), ("on-accent", "accent-strong")] {
            let found = ratio(colors[ink], colors[ground]);
            assert!(found >= TEXT, "{theme}: {ink} on {ground} is {found:.2}");
        }
        let found = ratio([255; 3], colors["bad-strong"]);
        assert!(found >= TEXT, "{theme}: white on bad-strong is {found:.2}");
    }
}

#[test]
fn borders_of_fields_and_rings_are_seen_on_every_ground_in_both_themes() {
    for (theme, colors) in themes() {
        for (sign, ground) in
            ["line-strong", "accent"].iter().flat_map(|s| GROUNDS.iter().map(move |g| (s, g)))
        {
            let found = ratio(colors[sign], colors[ground]);
            assert!(found >= SIGN, "{theme}: {sign} on {ground} is {found:.2}");
        }
    }
}

#[test]
fn words_read_on_labels_of_any_colour_in_both_themes() {
    let of_sheets = |rest: &str| LABELED.iter().flat_map(|sheet| shares(sheet, rest)).collect::<Vec<f64>>();
    let grounds = [of_sheets("var(--surface)"), of_sheets("transparent")].concat();
    assert!(grounds.len() >= 6, "the sheets are written otherwise: {grounds:?}");
    for (theme, colors) in themes() {
        for label in any_label() {
            for share in &grounds {
                let found = ratio(colors["ink"], mixed(label, colors["surface"], *share));
                assert!(found >= TEXT, "{theme}: ink on {share}% of {label:?} is {found:.2}");
            }
            for share in of_sheets("var(--ink)") {
                let found = ratio(mixed(label, colors["ink"], share), colors["surface"]);
                assert!(found >= SIGN, "{theme}: {share}% of {label:?} in the ink is {found:.2}");
            }
        }
    }
}

/// Text of the sheets in a colour that only decorates would pass the pairs above, and not be read.
#[test]
fn what_decorates_is_no_ink() {
    for sheet in LABELED {
        let wrong = sheet.lines().find(|line| line.contains(" color: var(--dawn)"));
        assert_eq!(wrong, None);
    }
}
