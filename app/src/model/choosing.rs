//! Choosing from flat and nested options: what an answer has chosen, what a click makes of it, and which options match
//! a search. Choices that are nested and taxonomies answer in paths; every other Choices in words.

use crate::model::config::{ChoiceMode, ChoiceOption, Choices};
use serde_json::{Value, json};

/// From the top of the tree down to what is chosen, as results hold it.
pub type Path = Vec<String>;

/// How much of an option and of what is below it is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    Off,
    Partly,
    On,
}

/// What the answer of a Choices has chosen, words and paths alike.
pub fn chosen(answer: Option<&Value>) -> Vec<Path> {
    let word = |value: &Value| value.as_str().map(str::to_owned);
    let path = |entry: &Value| match entry {
        Value::Array(path) => path.iter().map(word).collect::<Option<Path>>(),
        other => word(other).map(|word| vec![word]),
    };
    match answer {
        Some(Value::Array(entries)) => entries.iter().filter_map(path).collect(),
        Some(one) => path(one).into_iter().collect(),
        None => Vec::new(),
    }
}

/// Whether an option is chosen; one with others below it, by what is chosen of them.
pub fn mark(option: &ChoiceOption, path: &[String], chosen: &[Path]) -> Mark {
    if chosen.iter().any(|known| known == path) {
        return Mark::On;
    }
    let below = |child: &ChoiceOption| mark(child, &join(path, child), chosen);
    let marks: Vec<Mark> = option.children.iter().map(below).collect();
    if !marks.is_empty() && marks.iter().all(|mark| *mark == Mark::On) {
        Mark::On
    } else if marks.iter().any(|mark| *mark != Mark::Off) {
        Mark::Partly
    } else {
        Mark::Off
    }
}

/// The path of an option below another.
pub fn join(above: &[String], option: &ChoiceOption) -> Path {
    above.iter().cloned().chain([option.stored().to_owned()]).collect()
}

/// The option at the end of a path.
pub fn find<'a>(options: &'a [ChoiceOption], path: &[String]) -> Option<&'a ChoiceOption> {
    let (first, rest) = path.split_first()?;
    let option = options.iter().find(|option| option.stored() == first)?;
    if rest.is_empty() { Some(option) } else { find(&option.children, rest) }
}

/// The answer after an option was clicked; `None`: no answer. What the tree does not know stays chosen where several
/// can be.
pub fn toggled(
    choices: &Choices,
    options: &[ChoiceOption],
    before: Option<&Value>,
    path: &[String],
) -> Option<Value> {
    let was = chosen(before);
    let now = if choices.nested {
        toggled_tree(choices.mode, options, &was, path)
    } else {
        toggled_flat(choices.mode, &was, path)
    };
    if now == was {
        return before.cloned();
    }
    answer(&now, choices.nested)
}

/// An answer that has chosen these; `None` when there are none.
pub fn answer(chosen: &[Path], nested: bool) -> Option<Value> {
    let one = |path: &Path| if nested { json!(path) } else { json!(path.last()) };
    (!chosen.is_empty()).then(|| chosen.iter().map(one).collect())
}

fn toggled_flat(mode: ChoiceMode, was: &[Path], path: &[String]) -> Vec<Path> {
    let same = |known: &Path| known.last() == path.last();
    let word: Path = path.last().cloned().into_iter().collect();
    match (mode, was.iter().any(same)) {
        (ChoiceMode::Multiple, true) => was.iter().filter(|known| !same(known)).cloned().collect(),
        (ChoiceMode::Multiple, false) => was.iter().cloned().chain([word]).collect(),
        (ChoiceMode::Single, true) => Vec::new(),
        (ChoiceMode::SingleRadio, true) | (_, false) => vec![word],
    }
}

fn toggled_tree(mode: ChoiceMode, options: &[ChoiceOption], was: &[Path], path: &[String]) -> Vec<Path> {
    let Some(option) = find(options, path) else {
        return was.iter().filter(|known| *known != path).cloned().collect();
    };
    if mode != ChoiceMode::Multiple {
        // What stands above others is no answer of its own where there is one answer only.
        if !option.children.is_empty() && !was.iter().any(|known| known == path) {
            return was.to_vec();
        }
        return toggled_leaf(mode, was, path);
    }
    let on = mark(option, path, was) == Mark::On;
    let mut leaves = Vec::new();
    collect_leaves(option, path, &mut leaves);
    // The ones above are found anew below: they are chosen when everything under them is.
    let apart = |known: &&Path| !known.starts_with(path) && !path.starts_with(known);
    let mut now: Vec<Path> = was.iter().filter(apart).cloned().collect();
    if !on {
        now.extend(leaves);
    }
    in_order(options, &now)
}

fn toggled_leaf(mode: ChoiceMode, was: &[Path], path: &[String]) -> Vec<Path> {
    match (mode, was.iter().any(|known| known == path)) {
        (ChoiceMode::Single, true) => Vec::new(),
        _ => vec![path.to_vec()],
    }
}

fn collect_leaves(option: &ChoiceOption, path: &[String], leaves: &mut Vec<Path>) {
    if option.children.is_empty() {
        leaves.push(path.to_vec());
    }
    for child in &option.children {
        collect_leaves(child, &join(path, child), leaves);
    }
}

/// Everything chosen in the order of the tree, those above with all below them chosen too; what is not in the tree
/// comes last.
fn in_order(options: &[ChoiceOption], chosen: &[Path]) -> Vec<Path> {
    let mut found = Vec::new();
    walk(options, &[], &mut |option, path| {
        if mark(option, path, chosen) == Mark::On {
            found.push(path.to_vec());
        }
    });
    let unknown = chosen.iter().filter(|path| find(options, path).is_none()).cloned();
    found.iter().cloned().chain(unknown).collect()
}

/// Visits every option with its path, those above first.
pub fn walk(options: &[ChoiceOption], above: &[String], visit: &mut dyn FnMut(&ChoiceOption, &[String])) {
    for option in options {
        let path = join(above, option);
        visit(option, &path);
        walk(&option.children, &path, visit);
    }
}

/// Every path below `options` with words that match, up to `most`; each with whether there were more.
pub fn search(options: &[ChoiceOption], wanted: &str, most: usize) -> (Vec<Path>, bool) {
    let wanted = wanted.trim().to_lowercase();
    let mut found = Vec::new();
    let mut more = false;
    walk(options, &[], &mut |option, path| {
        if option.value.to_lowercase().contains(&wanted) || option.stored().to_lowercase().contains(&wanted) {
            more |= found.len() >= most;
            if found.len() < most {
                found.push(path.to_vec());
            }
        }
    });
    (found, more)
}

/// What was typed to find options.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    pub typed: String,
    /// Upper and lower case matter.
    pub exact: bool,
}

impl Wanted {
    pub fn matches(&self, title: &str, stored: &str, min_length: usize) -> bool {
        if !self.exact {
            return matches(title, stored, &self.typed, min_length);
        }
        let typed = self.typed.trim();
        typed.chars().count() < min_length || title.contains(typed) || stored.contains(typed)
    }
}

/// Whether the words of an option match what was typed to find it.
pub fn matches(title: &str, stored: &str, typed: &str, min_length: usize) -> bool {
    let typed = typed.trim().to_lowercase();
    typed.is_empty()
        || typed.chars().count() < min_length
        || title.to_lowercase().contains(&typed)
        || stored.to_lowercase().contains(&typed)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use crate::model::config::LabelConfig;

    fn choices(attrs: &str) -> Choices {
        let xml = format!(
            "<View><Text name='t' value='$t'/><Choices name='c' toName='t' {attrs}><Choice value='A' alias='a'>\
             <Choice value='A1'/><Choice value='A2'/></Choice><Choice value='B'/></Choices></View>"
        );
        LabelConfig::parse(&xml).unwrap().control("c").unwrap().choices().unwrap().clone()
    }

    fn click(choices: &Choices, before: Option<Value>, path: &[&str]) -> Option<Value> {
        let path: Path = path.iter().map(|step| (*step).to_owned()).collect();
        toggled(choices, &choices.options, before.as_ref(), &path)
    }

    #[test]
    fn flat_choices_answer_in_words() {
        let one = choices("");
        assert_eq!(click(&one, None, &["B"]), Some(json!(["B"])));
        assert_eq!(click(&one, Some(json!(["B"])), &["a"]), Some(json!(["a"])));
        assert_eq!(click(&one, Some(json!(["B"])), &["B"]), None);
        let radio = choices("choice='single-radio'");
        assert_eq!(click(&radio, Some(json!(["B"])), &["B"]), Some(json!(["B"])));
        let many = choices("choice='multiple'");
        assert_eq!(click(&many, Some(json!(["gone"])), &["B"]), Some(json!(["gone", "B"])));
        assert_eq!(click(&many, Some(json!(["gone", "B"])), &["B"]), Some(json!(["gone"])));
    }

    #[test]
    fn nested_choices_answer_in_paths_and_those_above_follow() {
        let many = choices("choice='multiple' allowNested='true'");
        let first = click(&many, None, &["a", "A1"]);
        assert_eq!(first, Some(json!([["a", "A1"]])));
        let both = click(&many, first, &["a", "A2"]);
        assert_eq!(both, Some(json!([["a"], ["a", "A1"], ["a", "A2"]])));
        let with_b = click(&many, both.clone(), &["B"]);
        assert_eq!(with_b, Some(json!([["a"], ["a", "A1"], ["a", "A2"], ["B"]])));
        assert_eq!(click(&many, both.clone(), &["a"]), None);
        assert_eq!(click(&many, both, &["a", "A1"]), Some(json!([["a", "A2"]])));
        assert_eq!(click(&many, None, &["a"]), Some(json!([["a"], ["a", "A1"], ["a", "A2"]])));
        let unknown = Some(json!([["x", "y"]]));
        assert_eq!(click(&many, unknown, &["B"]), Some(json!([["B"], ["x", "y"]])));
    }

    #[test]
    fn one_nested_choice_is_a_leaf() {
        let one = choices("allowNested='true'");
        assert_eq!(click(&one, None, &["a"]), None);
        assert_eq!(click(&one, None, &["a", "A2"]), Some(json!([["a", "A2"]])));
        assert_eq!(click(&one, Some(json!([["a", "A2"]])), &["B"]), Some(json!([["B"]])));
        let words = Some(json!(["B"]));
        assert_eq!(click(&one, words.clone(), &["a"]), words, "an answer in another form is left alone");
    }

    #[test]
    fn marks_tell_how_much_is_chosen_below() {
        let many = choices("choice='multiple' allowNested='true'");
        let a = &many.options[0];
        let path = ["a".to_owned()];
        let of = |answer: Value| mark(a, &path, &chosen(Some(&answer)));
        assert_eq!(of(json!([])), Mark::Off);
        assert_eq!(of(json!([["a", "A1"]])), Mark::Partly);
        assert_eq!(of(json!([["a", "A1"], ["a", "A2"]])), Mark::On);
        assert_eq!(of(json!(["a"])), Mark::On);
    }

    #[test]
    fn a_search_finds_values_and_aliases_anywhere_in_the_tree() {
        let many = choices("");
        assert_eq!(search(&many.options, "a2", 9).0, [vec!["a".to_owned(), "A2".to_owned()]]);
        let (found, more) = search(&many.options, "A", 2);
        assert_eq!((found.len(), more), (2, true));
        assert!(matches("Person", "PER", "rso", 3) && matches("Person", "PER", "xy", 3));
        assert!(!matches("Person", "PER", "xyz", 3));
        let exact = |typed: &str| Wanted { typed: typed.to_owned(), exact: true }.matches("Person", "PER", 0);
        assert!(exact("") && exact(" Per ") && exact("PER") && !exact("per"));
    }
}
