//! Texts of the controls that ask.

super::texts! {
    /// Widgets of controls: choices, taxonomies, numbers, dates, ratings, comparisons, rankings.
    Answers {
        several: "Several values" | "Verschiedene Werte",
        clear: "Clear" | "Leeren",
        unanswered: "No value" | "Kein Wert",
        no_number: "This is not a number." | "Das ist keine Zahl.",
        no_date: "This is not a complete date or time." | "Das ist kein vollständiges Datum und keine vollständige Uhrzeit.",
        months: "January February March April May June July August September October November December" | "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        month: "Month…" | "Monat\u{a0}…",
        year: "Year…" | "Jahr\u{a0}…",
        unlabeled: "No label" | "Ohne Label",
        chosen: "Chosen" | "Ausgewählt",
        not_offered: "Not among what is offered now" | "Nicht mehr unter dem Angebotenen",
        pick_place: "Search or choose…" | "Suchen oder auswählen\u{a0}…",
        nothing_found: "Nothing found" | "Nichts gefunden",
        more_found: "There is more; type on to find it." | "Es gibt mehr; weitertippen, um es zu finden.",
        find_label: "Find a label" | "Label finden",
        left: "Prefer the left one" | "Linkes vorziehen",
        right: "Prefer the right one" | "Rechtes vorziehen",
        drop_here: "Nothing here yet" | "Noch nichts hier",
        sortable: "sortable item" | "sortierbarer Eintrag",
        ranker_help: "Space takes an item up, arrow keys move it, Space puts it down, Escape puts it back." | "Leertaste nimmt einen Eintrag auf, Pfeiltasten bewegen ihn, Leertaste legt ihn ab, Escape legt ihn zurück.",
    }
    made {
        fn for_regions(n: u64) { format!("For {} selected regions", super::number(n)) } | { format!("Für {} ausgewählte Regionen", super::number(n)) }
        fn branch(name: &str) { format!("What is below {name}") } | { format!("Was unter {name} steht") }
        fn take_away(name: &str) { format!("Remove {name}") } | { format!("{name} entfernen") }
        fn find_in(name: &str) { format!("Search in {name}") } | { format!("In {name} suchen") }
        fn rating_of(n: u32, max: u32) { format!("{n} of {max}") } | { format!("{n} von {max}") }
        fn other_form(text: &str) { format!("The answer is written in another way and is kept as it is: {text}") } | { format!("Die Antwort ist anders geschrieben und bleibt, wie sie ist: {text}") }
        fn date_of(name: &str) { format!("{name}: date") } | { format!("{name}: Datum") }
        fn time_of(name: &str) { format!("{name}: time") } | { format!("{name}: Uhrzeit") }
        fn month_of(name: &str) { format!("{name}: month") } | { format!("{name}: Monat") }
        fn year_of(name: &str) { format!("{name}: year") } | { format!("{name}: Jahr") }
        fn no_more(most: u64) { format!("No more than {most} can be chosen here. Remove one first.") } | { format!("Mehr als {most} lassen sich hier nicht auswählen. Zuerst eines entfernen.") }
        fn no_tree(why: &str) { format!("The choices could not be fetched: {why}") } | { format!("Die Auswahl ließ sich nicht holen: {why}") }
        fn bad_tree(why: &str) { format!("the answer is no tree of choices: {why}") } | { format!("Die Antwort ist kein Baum von Möglichkeiten: {why}") }
        fn two_names(name: &str) { format!("{name} compares two objects: its toName must name two, such as toName=\"a,b\".") } | { format!("{name} vergleicht zwei Objekte: toName muss zwei nennen, etwa toName=\"a,b\".") }
        fn item_at(title: &str, place: usize, count: usize, list: &str) {
            format!("{title}: {place} of {count} in {list}")
        } | { format!("{title}: {place} von {count} in {list}") }
        fn taken_up(title: &str) { format!("{title} taken up.") } | { format!("{title} aufgenommen.") }
        fn put_down(title: &str) { format!("{title} put down.") } | { format!("{title} abgelegt.") }
        fn put_back(title: &str) { format!("{title} put back.") } | { format!("{title} zurückgelegt.") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_has_twelve_months_in_every_language() {
        for months in [Answers::EN.months, Answers::DE.months] {
            assert_eq!(months.split(' ').count(), 12);
        }
    }
}
