//! What the gallery promises: everything that people look for is there, every template works with its own sample, and
//! every picture in it is a picture and nothing more.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use app::model::config::lint::lint;
use app::model::config::{LabelConfig, Tag};
use std::collections::BTreeSet;
use std::path::Path;

/// Group, title and tags of every template that people of the field look for, as far as text, pictures, hypertext,
/// dialogues, lists and tables go.
const LOOKED_FOR: &[(&str, &str, &str)] = &[
    (
        "Community Contributions",
        "Breast Cancer Mammogram Classification",
        "View, Style, Header, Text, Image, Choices, Choice, TextArea",
    ),
    ("Community Contributions", "HTML NER Tagging", "View, HyperTextLabels, Label, HyperText"),
    ("Community Contributions", "NER Tagging for Invoices (BIO Format)", "View, Header, Labels, Label, Text"),
    (
        "Community Contributions",
        "OCR Invoices Pre-NER BIO Format",
        "View, Image, RectangleLabels, Label, TextArea",
    ),
    (
        "Community Contributions",
        "Two-Level Sentiment Analysis of X / Twitter posts",
        "View, Style, Header, Text, Choices, Choice",
    ),
    ("Computer Vision", "Image Captioning", "View, Image, Header, TextArea"),
    ("Computer Vision", "Image Classification", "View, Image, Choices, Choice"),
    ("Computer Vision", "Inventory Tracking", "View, PolygonLabels, Image"),
    ("Computer Vision", "Keypoint Labeling", "View, KeyPointLabels, Label, Image"),
    (
        "Computer Vision",
        "Medical Image Classification with Bounding Boxes",
        "View, Image, RectangleLabels, Label, Choices, Choice",
    ),
    ("Computer Vision", "Multi-page document annotation", "View, RectangleLabels, Label, Image"),
    ("Computer Vision", "Object Detection with Bounding Boxes", "View, Image, RectangleLabels, Label"),
    (
        "Computer Vision",
        "Optical Character Recognition",
        "View, Image, Labels, Label, Rectangle, Polygon, TextArea",
    ),
    ("Computer Vision", "Semantic Segmentation with Masks", "View, Image, BrushLabels, Label"),
    ("Computer Vision", "Semantic Segmentation with Polygons", "View, Header, Image, PolygonLabels, Label"),
    ("Computer Vision", "Visual Genome", "View, Header, RectangleLabels, Image, Style"),
    ("Computer Vision", "Visual Question Answering", "View, Image, Labels, Label, Header, Text, TextArea"),
    ("Conversational AI", "Coreference Resolution & Entity Linking", "View, Labels, Label, Text"),
    (
        "Conversational AI",
        "Intent Classification and Slot Filling",
        "View, ParagraphLabels, Label, Paragraphs, Choices, Choice",
    ),
    ("Conversational AI", "Response Generation", "View, Paragraphs, Header, TextArea"),
    ("Conversational AI", "Response Selection", "View, Paragraphs, Header, Text, Choices, Choice"),
    ("Generative AI", "Chatbot Model Assessment", "View, Style, Header, Paragraphs, Rating, Choices, Choice"),
    ("Generative AI", "Human Preference collection for RLHF", "View, Style, Text, Pairwise"),
    ("Generative AI", "LLM Ranker", "View, Header, Text, List, Style, Ranker, Bucket"),
    ("Generative AI", "LLM Response Grading", "View, Style, Header, Text, Rating"),
    ("Generative AI", "Supervised Language Model Fine-tuning", "View, Style, Text, TextArea"),
    ("Generative AI", "Visual Ranker", "View, Style, Text, List, Ranker"),
    ("Natural Language Processing", "Content Moderation", "View, Text, Choices, Choice, Header, TextArea"),
    ("Natural Language Processing", "Machine Translation", "View, Header, Text, TextArea"),
    ("Natural Language Processing", "Named Entity Recognition", "View, Labels, Label, Text"),
    ("Natural Language Processing", "Question Answering", "View, Header, Text, Labels, Label"),
    ("Natural Language Processing", "Relation Extraction", "View, Relations, Relation, Labels, Label, Text"),
    ("Natural Language Processing", "Taxonomy", "View, Text, Taxonomy, Choice"),
    ("Natural Language Processing", "Text Classification", "View, Text, Header, Choices, Choice"),
    ("Natural Language Processing", "Text Summarization", "View, Header, Text, TextArea"),
    ("Ranking & Scoring", "Content-based Image Retrieval", "View, Image, Header, Choices, Choice, Style"),
    ("Ranking & Scoring", "Document Retrieval", "View, Text, Header, Choices, Choice"),
    ("Ranking & Scoring", "Pairwise classification", "View, Header, Pairwise, Text"),
    ("Ranking & Scoring", "Pairwise regression", "View, Header, Rating, Image"),
    ("Ranking & Scoring", "Search Page Ranking", "View, Text, Choices, Header, Rating, Choice, Style"),
    ("Ranking & Scoring", "Text-to-Image Generation", "View, Text, Choices, Style"),
    ("Structured Data Parsing", "Freeform Metadata", "View, Style, Text, TextArea"),
    ("Structured Data Parsing", "HTML Entity Recognition", "View, HyperTextLabels, Label, HyperText"),
    ("Structured Data Parsing", "Tabular Data", "View, Header, Table, Choices, Choice"),
];

fn config(template: &Template) -> LabelConfig {
    LabelConfig::parse(template.xml).unwrap_or_else(|error| panic!("{}: {error}", template.name))
}

/// The pictures of ours that a sample shows.
fn pictures(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            let parts = text.split("/assets/").skip(1);
            let name = |part: &str| part.split(['"', ' ']).next().unwrap_or_default().to_owned();
            found.extend(parts.map(name));
        }
        Value::Array(items) => items.iter().for_each(|item| pictures(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| pictures(field, found)),
        _ => {}
    }
}

#[test]
fn every_title_that_people_look_for_is_there_in_its_group_and_in_its_place() {
    let ours: Vec<_> = TEMPLATES.iter().map(|template| (template.group, template.title)).collect();
    let theirs: Vec<_> = LOOKED_FOR.iter().map(|(group, title, _)| (*group, *title)).collect();
    assert_eq!(ours, theirs);
}

#[test]
fn a_template_is_made_of_the_tags_that_its_title_stands_for() {
    for (template, (_, title, tags)) in TEMPLATES.iter().zip(LOOKED_FOR) {
        let config = config(template);
        let used: BTreeSet<&str> = config.root().unwrap().walk().map(|node| node.tag.name()).collect();
        for tag in tags.split(", ") {
            assert!(used.contains(tag), "{title} has no {tag}");
        }
    }
}

#[test]
fn every_template_reads_without_an_error_or_a_warning_and_leaves_something_to_do() {
    let mut said = Vec::new();
    for template in TEMPLATES {
        let config = config(&template);
        let found = lint(template.xml, &config, &[]);
        said.extend(
            config.warnings().iter().chain(&found).map(|warning| format!("{}: {warning}", template.name)),
        );
        let is_served = config.controls().iter().any(|control| control.tag.is_served());
        said.extend((!is_served).then(|| format!("{}: nothing to do", template.name)));
        for control in config.controls() {
            assert!(!control.to_names.is_empty(), "{}: {} speaks of nothing", template.name, control.name);
        }
    }
    assert!(said.is_empty(), "{}", said.join("\n"));
}

#[test]
fn every_sample_has_what_its_template_reads_and_nothing_else() {
    for template in TEMPLATES {
        let (config, sample) = (config(&template), template.sample_data().unwrap());
        let read: BTreeSet<&str> = config.data_keys().into_iter().collect();
        let there: BTreeSet<&str> = sample.keys().map(String::as_str).collect();
        assert_eq!(read, there, "{}", template.name);
        assert!(sample.values().all(|value| !value.is_null()), "{}", template.name);
    }
}

#[test]
fn options_that_come_with_the_task_are_in_the_sample() {
    for template in TEMPLATES {
        let (config, sample) = (config(&template), template.sample_data().unwrap());
        for control in config.root().unwrap().walk().filter(|node| takes_options(&node.tag)) {
            let Some(key) = control.attrs.get("value").and_then(|value| value.strip_prefix('$')) else {
                continue;
            };
            let options = sample[key].as_array().unwrap();
            assert!(options.len() > 1, "{}: {key}", template.name);
        }
    }
}

fn takes_options(tag: &Tag) -> bool {
    matches!(tag, Tag::Choices | Tag::RectangleLabels | Tag::PolygonLabels)
}

#[test]
fn names_are_words_for_a_command_line_and_no_two_are_the_same() {
    let mut seen = BTreeSet::new();
    for template in TEMPLATES {
        for name in template.names() {
            let plain = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
            assert!(plain && !name.starts_with('-') && !name.ends_with('-'), "{name}");
            assert!(seen.insert(name), "{name} is there twice");
            assert_eq!(Template::by_name(name), Some(&template));
        }
    }
    for kept in ["text-classification", "named-entities", "object-detection"] {
        assert!(seen.contains(kept), "{kept} is what scripts say");
    }
    assert_eq!(Template::by_name("text_classification"), None);
    assert_eq!(Template::nearest_name("text_classification"), "text-classification");
}

#[test]
fn a_description_is_one_sentence() {
    for template in TEMPLATES {
        let text = template.description;
        assert!(text.chars().next().is_some_and(char::is_uppercase), "{text}");
        let ends = text.matches(['.', '?', '!']).count();
        assert!(ends == 1 && text.ends_with(['.', '?']), "{text}");
        assert!(text.len() <= 100, "{text}");
    }
}

#[test]
fn every_picture_of_a_sample_is_small_sized_and_holds_no_script_and_no_reference_elsewhere() {
    let mut named = BTreeSet::new();
    for template in TEMPLATES {
        pictures(&Value::Object(template.sample_data().unwrap()), &mut named);
    }
    assert!(named.len() >= 10, "{named:?}");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../style/assets");
    for name in named {
        let svg =
            std::fs::read_to_string(folder.join(&name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(svg.len() < 6 * 1024, "{name} has {} bytes", svg.len());
        let head = svg.split('>').next().unwrap();
        for must in [" width=", " height=", " viewBox="] {
            assert!(head.contains(must), "{name} does not say its{must}");
        }
        let elsewhere = svg.replace("http://www.w3.org/2000/svg", "");
        for never in ["<script", "foreignObject", "<image", "<!ENTITY", "://", "javascript:", "@import"] {
            assert!(!elsewhere.contains(never), "{name} holds {never}");
        }
        let handler = |word: &str| word.starts_with("on") && word.contains('=');
        assert!(!elsewhere.split_whitespace().any(handler), "{name} has an event handler");
    }
}

#[test]
fn the_browser_gets_every_template_with_its_sample() {
    let cards = cards().unwrap();
    assert_eq!(cards.len(), TEMPLATES.len());
    assert!(cards.iter().all(|card| !card.xml.is_empty() && !card.sample.is_empty()));
}
