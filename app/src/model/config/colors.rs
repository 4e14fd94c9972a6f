//! Colours for labels whose config names none: always the same for the same config.

use super::controls::LabelOption;

/// Told apart on light and dark ground, and neighbours differ in hue and in lightness.
pub const PALETTE: [&str; 16] = [
    "#2f7ed8", "#e8833a", "#2a9d5c", "#d64550", "#8a63d2", "#b0852a", "#1f9fa8", "#d65fa8", "#6a7f2b",
    "#4a5fc1", "#c4633f", "#3f8f7a", "#a04a8c", "#7a6a58", "#5b9bd5", "#9a3d3d",
];

/// Gives each label without a colour the next one of the palette that no other label of the control uses.
pub fn fill_in(options: &mut [LabelOption]) {
    let taken: Vec<String> = options.iter().map(|option| option.background.to_ascii_lowercase()).collect();
    let mut free = PALETTE.iter().filter(|color| !taken.iter().any(|t| t == *color)).cycle();
    for option in options.iter_mut().filter(|option| option.background.is_empty()) {
        if let Some(color) = free.next() {
            option.background = (*color).to_owned();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_without_a_colour_get_distinct_ones_that_stay() {
        let mut options = vec![LabelOption::default(); 4];
        options[1].background = PALETTE[0].to_uppercase();
        fill_in(&mut options);
        let colors: Vec<&str> = options.iter().map(|option| option.background.as_str()).collect();
        assert_eq!(colors, [PALETTE[1], "#2F7ED8", PALETTE[2], PALETTE[3]]);
    }

    #[test]
    fn a_long_list_of_labels_starts_the_palette_again() {
        let mut options = vec![LabelOption::default(); 20];
        fill_in(&mut options);
        assert_eq!(options[16].background, PALETTE[0]);
    }
}
