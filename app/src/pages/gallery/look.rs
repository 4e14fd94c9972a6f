//! What a template shows and asks for, read from its config: for its small picture, its line of facts and its search.
//! Pure.

use crate::api::types::TemplateCard;
use crate::messages::t;
use crate::model::config::{LabelConfig, LabelOption, Node, Tag, colors};
use crate::model::data;
use serde_json::Value;

/// What is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    Text,
    Texts,
    Image,
    Images,
    Page,
    Dialogue,
    List,
    Table,
}

/// What is to be said of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Asked {
    Boxes,
    Outlines,
    Points,
    Masks,
    Spans,
    Links,
    Pair,
    Order,
    Stars,
    Tree,
    Options,
    Words,
}

/// A label and its colour.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    pub text: String,
    /// A CSS colour.
    pub color: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    pub shown: Shown,
    /// In the order of `Asked`, each once.
    pub asked: Vec<Asked>,
    pub labels: Vec<Chip>,
    /// The names of its tags, for the search.
    tags: Vec<String>,
}

impl Look {
    pub fn of(card: &TemplateCard) -> Self {
        let (config, _) = LabelConfig::examine(&card.xml);
        let nodes: Vec<&Node> = config.root().map(|root| root.walk().collect()).unwrap_or_default();
        let mut asked: Vec<Asked> = nodes.iter().filter_map(|node| Asked::of(&node.tag)).collect();
        if asked.iter().any(|one| matches!(one, Asked::Boxes | Asked::Outlines)) && !marks_text(&nodes) {
            asked.retain(|one| *one != Asked::Spans);
        }
        asked.sort_unstable();
        asked.dedup();
        let mut tags: Vec<String> = nodes.iter().map(|node| node.tag.name().to_owned()).collect();
        tags.sort_unstable();
        tags.dedup();
        let labels = nodes.iter().flat_map(|node| colored(labels(node, card))).collect();
        Self { shown: Shown::of(&config), asked, labels, tags }
    }

    /// `Image: boxes, choices`.
    pub fn facts(&self) -> String {
        let asked: Vec<&str> = self.asked.iter().map(|one| one.words()).collect();
        format!("{}: {}", self.shown.words(), asked.join(", "))
    }

    /// Whether every word of a search is in something that is said of the template.
    pub fn answers(&self, card: &TemplateCard, search: &str) -> bool {
        let said = format!(
            "{} {} {} {} {} {}",
            card.title,
            card.name,
            card.group,
            card.description,
            self.tags.join(" "),
            self.facts()
        );
        let said = said.to_lowercase();
        search.to_lowercase().split_whitespace().all(|word| said.contains(word))
    }
}

/// `Labels` beside a shape are the shape's; on a text they are spans.
fn marks_text(nodes: &[&Node]) -> bool {
    nodes.iter().any(|node| node.tag == Tag::Labels)
        && !nodes.iter().any(|node| matches!(node.tag, Tag::Rectangle | Tag::Polygon))
}

impl Shown {
    fn of(config: &LabelConfig) -> Self {
        let count = |tag: &Tag| config.objects().iter().filter(|object| object.tag == *tag).count();
        let paged = config.objects().iter().any(|object| object.value_list.is_some());
        match count(&Tag::Image) {
            0 => {}
            1 if !paged => return Self::Image,
            _ => return Self::Images,
        }
        let others = [(Tag::List, Self::List), (Tag::Table, Self::Table), (Tag::Paragraphs, Self::Dialogue)];
        if let Some((_, shown)) = others.into_iter().find(|(tag, _)| count(tag) > 0) {
            return shown;
        }
        match (count(&Tag::HyperText), count(&Tag::Text)) {
            (1.., _) => Self::Page,
            (0, 0 | 1) => Self::Text,
            (0, _) => Self::Texts,
        }
    }

    fn words(self) -> &'static str {
        let words = t().gallery;
        match self {
            Self::Text => words.text,
            Self::Texts => words.texts,
            Self::Image => words.image,
            Self::Images => words.images,
            Self::Page => words.page,
            Self::Dialogue => words.dialogue,
            Self::List => words.list,
            Self::Table => words.table,
        }
    }
}

impl Asked {
    const fn of(tag: &Tag) -> Option<Self> {
        Some(match tag {
            Tag::Rectangle | Tag::RectangleLabels => Self::Boxes,
            Tag::Polygon | Tag::PolygonLabels => Self::Outlines,
            Tag::KeyPoint | Tag::KeyPointLabels => Self::Points,
            Tag::Brush | Tag::BrushLabels => Self::Masks,
            Tag::Labels | Tag::HyperTextLabels | Tag::ParagraphLabels => Self::Spans,
            Tag::Relations => Self::Links,
            Tag::Pairwise => Self::Pair,
            Tag::Ranker => Self::Order,
            Tag::Rating => Self::Stars,
            Tag::Taxonomy => Self::Tree,
            Tag::Choices => Self::Options,
            Tag::TextArea => Self::Words,
            _ => return None,
        })
    }

    fn words(self) -> &'static str {
        let words = t().gallery;
        match self {
            Self::Boxes => words.boxes,
            Self::Outlines => words.outlines,
            Self::Points => words.points,
            Self::Masks => words.masks,
            Self::Spans => words.spans,
            Self::Links => words.links,
            Self::Pair => words.pair,
            Self::Order => words.order,
            Self::Stars => words.stars,
            Self::Tree => words.tree,
            Self::Options => words.options,
            Self::Words => words.words,
        }
    }
}

/// The labels that a control names itself, then those that come with the sample.
fn labels(control: &Node, card: &TemplateCard) -> Vec<Chip> {
    let own = control.children.iter().filter(|child| child.tag == Tag::Label);
    let own = own.map(|child| Chip {
        text: child.attrs.text("value").unwrap_or_default(),
        color: child.attrs.text("background"),
    });
    let text = |entry: &Value, name: &str| entry.get(name).and_then(Value::as_str).map(str::to_owned);
    let given = |entry: &Value| {
        let value = entry.as_str().map(str::to_owned).or_else(|| text(entry, "value"))?;
        Some(Chip { text: value, color: text(entry, "background") })
    };
    let from = control.attrs.get("value").filter(|value| control.tag.is_labels() && value.starts_with('$'));
    let data = from.map(|value| data::resolve(value, &card.sample));
    let entries = data.as_ref().and_then(Value::as_array).into_iter().flatten();
    own.chain(entries.filter_map(given)).collect()
}

/// Labels have a colour in any case.
fn colored(chips: Vec<Chip>) -> Vec<Chip> {
    let option = |chip: Chip| LabelOption {
        value: chip.text,
        background: chip.color.unwrap_or_default(),
        ..LabelOption::default()
    };
    let mut options: Vec<LabelOption> = chips.into_iter().map(option).collect();
    colors::fill_in(&mut options);
    options.into_iter().map(|option| Chip { text: option.value, color: Some(option.background) }).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use serde_json::{Map, json};

    fn card(xml: &str, sample: Value) -> TemplateCard {
        TemplateCard {
            name: "a-name".into(),
            title: "Finding Things".into(),
            group: "Computer Vision".into(),
            description: "Draw around them.".into(),
            xml: xml.into(),
            sample: sample.as_object().cloned().unwrap_or_default(),
        }
    }

    #[test]
    fn a_config_tells_what_it_shows_and_asks() {
        let xml = r##"<View><Image name="i" value="$image"/><Labels name="l" toName="i"><Label value="A"/>
            <Label value="B" background="#123456"/></Labels><Rectangle name="r" toName="i"/>
            <Choices name="c" toName="i"><Choice value="Yes"/></Choices></View>"##;
        let look = Look::of(&card(xml, json!({"image": "x"})));
        assert_eq!((look.shown, look.asked.as_slice()), (Shown::Image, &[Asked::Boxes, Asked::Options][..]));
        let labels: Vec<_> =
            look.labels.iter().map(|chip| (chip.text.as_str(), chip.color.as_deref())).collect();
        assert_eq!(labels[1], ("B", Some("#123456")));
        assert!(labels[0].1.is_some());
    }

    #[test]
    fn options_that_come_with_the_task_are_shown_from_the_sample() {
        let xml = r#"<View><Image name="i" valueList="$pages"/><PolygonLabels name="p" toName="i" value="$kinds"/></View>"#;
        let sample = json!({"pages": ["a", "b"], "kinds": ["Tea", {"value": "Honey", "background": "gold"}]});
        let look = Look::of(&card(xml, sample));
        assert_eq!(look.shown, Shown::Images);
        let texts: Vec<&str> = look.labels.iter().map(|chip| chip.text.as_str()).collect();
        assert_eq!(texts, ["Tea", "Honey"]);
    }

    #[test]
    fn a_search_asks_for_all_its_words_in_any_order_and_case() {
        let card = card(
            r#"<View><Image name="i" value="$i"/><KeyPointLabels name="k" toName="i"/></View>"#,
            json!({}),
        );
        let look = Look::of(&card);
        for found in ["", "things", "KEYPOINT vision", "  around   draw "] {
            assert!(look.answers(&card, found), "{found}");
        }
        assert!(!look.answers(&card, "things audio"));
    }

    #[test]
    fn a_config_that_cannot_be_read_still_has_a_look() {
        let look = Look::of(&TemplateCard { sample: Map::new(), ..card("<View><Te", json!({})) });
        assert_eq!((look.shown, look.asked.len()), (Shown::Text, 0));
    }
}
