//! What is missing or too much in an annotation before it can be handed in.

super::texts! {
    /// Reasons, in the words that people know from the field.
    Validation {
        duplicate_text: "There is already an entry with that text. Please enter unique text." | "Einen Eintrag mit diesem Text gibt es schon. Bitte einen anderen Text eingeben.",
    }
    made {
        fn choice_required(control: &str) { format!("Checkbox \"{control}\" is required.") } | { format!("Für „{control}“ ist eine Auswahl nötig.") }
        fn text_required(control: &str) { format!("Input for the textarea \"{control}\" is required.") } | { format!("Für „{control}“ ist ein Text nötig.") }
        fn required(kind: &str, control: &str) { format!("{kind} \"{control}\" is required.") } | { format!("Für „{control}“ ({kind}) ist eine Antwort nötig.") }
        fn too_many(kind: &str, control: &str, selected: usize, most: u32) {
            format!(
                "The number of options selected ({selected}) exceed the maximum allowed ({most}). To proceed, first unselect \
                 excess options for: • {kind} ({control})"
            )
        } | {
            format!(
                "Es sind mehr Möglichkeiten ausgewählt ({selected}) als erlaubt ({most}). Zuerst überzählige abwählen bei: • \
                 {kind} ({control})"
            )
        }
        fn number_misfit(value: &str, why: &str) { format!("Number \"{value}\" is not valid: {why}.") } | { format!("Die Zahl „{value}“ ist nicht gültig: {why}.") }
        fn number_min(min: &str) { format!("Value must be greater than or equal to {min}") } | { format!("Der Wert muss mindestens {min} sein") }
        fn number_max(max: &str) { format!("Value must be less than or equal to {max}") } | { format!("Der Wert darf höchstens {max} sein") }
        fn number_nearest(below: &str, above: &str) { format!("The two nearest valid values are {below} and {above}") } | { format!("Die nächsten gültigen Werte sind {below} und {above}") }
        fn date_misfit(date: &str, why: &str) { format!("Date \"{date}\" is not valid: {why}.") } | { format!("Das Datum „{date}“ ist nicht gültig: {why}.") }
        fn date_min(min: &str) { format!("min date is {min}") } | { format!("frühestes Datum ist {min}") }
        fn date_max(max: &str) { format!("max date is {max}") } | { format!("spätestes Datum ist {max}") }
        fn label_used_up(label: &str, limit: u32) { format!("You can't use {label} more than {limit} time(s)") } | { format!("{label} lässt sich höchstens {limit}-mal verwenden") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_given_in_the_words_people_know() {
        let said = &Validation::EN;
        assert_eq!((said.choice_required)("c"), "Checkbox \"c\" is required.");
        assert_eq!((said.text_required)("a"), "Input for the textarea \"a\" is required.");
        assert_eq!((said.label_used_up)("B", 1), "You can't use B more than 1 time(s)");
        let excess = (said.too_many)("Choices", "c", 2, 1);
        assert!(
            excess.contains("(2) exceed the maximum allowed (1)")
                && excess.ends_with("first unselect excess options for: • Choices (c)")
        );
        assert!((Validation::DE.too_many)("Choices", "c", 2, 1).ends_with("abwählen bei: • Choices (c)"));
        assert_eq!((said.required)("Rating", "r"), "Rating \"r\" is required.");
        let why = (said.number_nearest)("3", "5");
        let number = (said.number_misfit)("4", &why);
        assert_eq!(number, "Number \"4\" is not valid: The two nearest valid values are 3 and 5.");
    }
}
