//! The labeling config as one task's editor works with it: what each control offers (the config's options joined with
//! those of the task), its colours and hotkeys, found by name. Does not change while a task is labeled.

use super::css;
use crate::messages::t;
use crate::model::config::{ChoiceOption, Control, ControlKind, LabelConfig, LabelOption, ShapeStyle};
use crate::model::hotkeys::{self, Hotkeys, Key};
use crate::model::result::Region;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One thing that a control offers: a label or a choice.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// What goes into the result.
    pub stored: String,
    /// What people read.
    pub title: String,
    pub hint: Option<String>,
    /// A CSS colour that is safe to hand to the page.
    pub color: String,
    /// The key as shown and pressed.
    pub hotkey: Option<String>,
    pub selected: bool,
    pub max_usages: Option<u32>,
    pub children: Vec<Offer>,
}

/// Everything about a task that does not change while it is labeled.
#[derive(Clone, Debug, PartialEq)]
pub struct Setup {
    pub config: Arc<LabelConfig>,
    /// The task's data with URIs that the browser can fetch.
    pub data: Map<String, Value>,
    /// Begins the ids of its elements, where it does not have the page to itself.
    pub prefix: String,
    offers: BTreeMap<String, Vec<Offer>>,
    hotkeys: Hotkeys,
}

/// When a label names no colour that can be shown.
const PLAIN: &str = "#5b7083";

impl Setup {
    pub fn new(config: &LabelConfig, data: Map<String, Value>) -> Self {
        let config = config.for_task(&data).into_owned();
        let hotkeys = hotkeys::assign(&config, &data, &super::keymap::kept_clear());
        let offers = config
            .controls()
            .iter()
            .map(|control| (control.name.clone(), offers(control, &data, &hotkeys)))
            .collect();
        Self { config: Arc::new(config), data, prefix: String::new(), offers, hotkeys }
    }

    /// The same beside others on a page.
    pub fn named(self, prefix: String) -> Self {
        Self { prefix, ..self }
    }

    pub fn control(&self, name: &str) -> Option<&Control> {
        self.config.control(name)
    }

    /// What a control offers.
    pub fn offers(&self, control: &str) -> &[Offer] {
        self.offers.get(control).map_or(&[], Vec::as_slice)
    }

    /// One offer, wherever it stands in the control's tree.
    pub fn offer(&self, control: &str, stored: &str) -> Option<&Offer> {
        // Of a path the end is what is offered.
        find(self.offers(control), hotkeys::path_end(stored))
    }

    /// The label or choice that a key means: its control and what goes into the result.
    pub fn by_hotkey(&self, key: &Key) -> Option<(&str, &str)> {
        self.hotkeys.find(key).map(|binding| (binding.control.as_str(), binding.stored.as_str()))
    }

    /// The key of a label, a choice, a place in a tree or a control itself, as shown.
    pub fn key_of(&self, control: &str, stored: &str) -> Option<String> {
        key_of(control, stored, &self.hotkeys)
    }

    /// Controls that are asked of each region of an object.
    pub fn per_region<'a>(&'a self, object: &'a str) -> impl Iterator<Item = &'a Control> {
        self.config.controls_of(object).filter(|c| c.per_region && c.tag.is_served())
    }

    /// The colour of a label; a plain one for labels that the config does not know.
    pub fn color(&self, control: &str, stored: &str) -> String {
        Self::color_of(self.offer(control, stored))
    }

    /// The colour of what is offered; a plain one for what is not.
    pub fn color_of(offer: Option<&Offer>) -> String {
        offer.map_or_else(|| PLAIN.to_owned(), |o| o.color.clone())
    }

    /// The colour of a region without labels: that of the control that drew it.
    pub fn plain_color(&self, region: &Region) -> String {
        let drawn_by = region.parts.first().and_then(|p| self.config.controls().get(p.control?));
        drawn_by
            .and_then(|c| self.style_of(&c.name)?.stroke_color.as_deref().and_then(css::color))
            .unwrap_or_else(|| PLAIN.to_owned())
    }

    /// How a control wants its shapes painted.
    pub fn style_of(&self, control: &str) -> Option<&ShapeStyle> {
        self.control(control)?.style()
    }
}

fn find<'a>(offers: &'a [Offer], stored: &str) -> Option<&'a Offer> {
    offers.iter().find_map(|o| if o.stored == stored { Some(o) } else { find(&o.children, stored) })
}

fn offers(control: &Control, data: &Map<String, Value>, keys: &Hotkeys) -> Vec<Offer> {
    match &control.kind {
        ControlKind::Choices(choices) => {
            choices.options_for(data).iter().map(|o| choice(control, o, keys)).collect()
        }
        ControlKind::Labels(labels) | ControlKind::ShapeLabels(_, labels, _) => labels
            .options_for(data)
            .iter()
            .map(|o| Offer { max_usages: o.max_usages.or(labels.max_usages), ..label(control, o, keys) })
            .collect(),
        ControlKind::Taxonomy(taxonomy) => {
            taxonomy.options_for(data).iter().map(|o| choice(control, o, keys)).collect()
        }
        _ => Vec::new(),
    }
}

fn key_of(control: &str, stored: &str, keys: &Hotkeys) -> Option<String> {
    keys.key_of(control, stored).map(|key| (t().editor.key)(&key.shown(super::browser::is_mac())))
}

fn choice(control: &Control, option: &ChoiceOption, keys: &Hotkeys) -> Offer {
    Offer {
        stored: option.stored().to_owned(),
        title: title(&option.value, option.html.as_deref()),
        hint: option.hint.clone(),
        color: safe(option.background.as_deref()),
        hotkey: key_of(&control.name, option.stored(), keys),
        selected: option.selected,
        max_usages: None,
        children: option.children.iter().map(|o| choice(control, o, keys)).collect(),
    }
}

fn label(control: &Control, option: &LabelOption, keys: &Hotkeys) -> Offer {
    let alias = option.alias.as_deref().filter(|_| option.show_alias);
    let title = title(&option.value, option.html.as_deref());
    Offer {
        stored: option.stored().to_owned(),
        title: alias.map_or(title.clone(), |alias| format!("{title} ({alias})")),
        hint: option.hint.clone(),
        color: safe(Some(&option.background)),
        hotkey: key_of(&control.name, option.stored(), keys),
        selected: option.selected,
        max_usages: option.max_usages,
        children: Vec::new(),
    }
}

fn safe(color: Option<&str>) -> String {
    color.and_then(css::color).unwrap_or_else(|| PLAIN.to_owned())
}

/// The words of an option; markup is not rendered, its text stands in where there is nothing else.
fn title(value: &str, html: Option<&str>) -> String {
    match (value.trim(), html) {
        ("", Some(html)) => {
            let mut inside = false;
            html.chars()
                .filter(|c| match c {
                    '<' => {
                        inside = true;
                        false
                    }
                    '>' => {
                        inside = false;
                        false
                    }
                    _ => !inside,
                })
                .collect()
        }
        _ => value.to_owned(),
    }
}
