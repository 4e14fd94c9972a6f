//! Finds the regions, relations and answers among a list of results. What no served control of the config can speak
//! through stays aside.

use super::area::Area;
use super::area_json;
use super::document::{Answer, Entry, Relation};
use super::id::fallback_id;
use super::readable::{is_of_kind, is_readable, speaks_of};
use super::region::{Part, Region};
use super::value::{id_of, text, texts, whole};
use crate::model::config::{Control, LabelConfig, Tag};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// What the results of a document are.
#[derive(Clone, Debug, Default)]
pub struct Index {
    pub regions: Vec<Region>,
    pub by_id: HashMap<String, usize>,
    pub relations: Vec<Relation>,
    pub answers: Vec<Answer>,
    /// Places of results that nothing of ours speaks through.
    pub aside: Vec<usize>,
    /// For each result the region that it is a part of.
    pub region_of: Vec<Option<usize>>,
    /// Ids that stand in results and name no region.
    pub loose: HashSet<String>,
}

/// What one result says, by the config.
pub struct Reading<'a> {
    pub id: Option<Cow<'a, str>>,
    pub to_name: &'a str,
    pub control: Option<usize>,
    pub area: Option<Area>,
}

/// Reads one result; relations are not read here.
pub fn read<'a>(result: &'a Value, config: &'a LabelConfig) -> Reading<'a> {
    let to_name = object_of(result, config);
    let control = control_of(result, to_name, config);
    let value = result.get("value").and_then(Value::as_object);
    let drawing = control.map(|at| &config.controls()[at]).filter(|control| control.draws());
    let area = match (drawing, value, config.object(to_name)) {
        (Some(control), Some(value), Some(object)) => area_json::read(value, object, control),
        _ => None,
    };
    Reading { id: id_of(result, "id"), to_name, control, area }
}

/// The object that a result speaks of: a result that names none speaks of that of its control.
fn object_of<'a>(result: &'a Value, config: &'a LabelConfig) -> &'a str {
    let named = text(result, "to_name").filter(|name| !name.is_empty());
    let own = || text(result, "from_name").and_then(|name| config.control(name)).map(Control::to_name);
    named.or_else(own).unwrap_or_default()
}

/// The served control that a result speaks through: by its name, or, where the config has no such name, the only
/// control of the same kind on the same object; failing that, labels find the only Labels there.
fn control_of(result: &Value, to_name: &str, config: &LabelConfig) -> Option<usize> {
    let kind = text(result, "type")?;
    let speaks = |control: &Control| {
        control.tag.is_served()
            && is_of_kind(control, kind)
            && speaks_of(control, to_name)
            && is_readable(control, result)
    };
    let from_name = text(result, "from_name").unwrap_or_default();
    if let Some(at) = config.controls().iter().position(|control| control.name == from_name) {
        return speaks(&config.controls()[at]).then_some(at);
    }
    let same_kind = |control: &Control| control.tag.writes(kind) && speaks(control);
    let labels = |control: &Control| control.tag == Tag::Labels && speaks(control);
    if config.controls().iter().any(same_kind) { only(config, same_kind) } else { only(config, labels) }
}

/// The place of the one control that fits.
fn only(config: &LabelConfig, fits: impl Fn(&Control) -> bool) -> Option<usize> {
    let mut fitting = config.controls().iter().enumerate().filter(|(_, control)| fits(control));
    match (fitting.next(), fitting.next()) {
        (Some((at, _)), None) => Some(at),
        _ => None,
    }
}

/// Reads a region from its results. Its stamp tells of them all: which they are, and how each is.
pub fn region(
    id: &str,
    to_name: &str,
    area: Area,
    parts: Vec<Part>,
    entries: &[Entry],
    config: &LabelConfig,
) -> Region {
    // Stamps only ever grow, so the newest and the number of parts tell one state from another.
    let newest = parts.iter().map(|part| entries[part.entry].stamp).max().unwrap_or(0);
    let stamp = (newest << 8) | (parts.len() as u64 & 0xff);
    let region = Region::read(id, to_name, area, parts, config, |at| &*entries[at].value);
    Region { stamp, ..region }
}

/// Takes up results from `first` on as one region that is new; false, with nothing changed, when they are anything else.
pub fn append(index: &mut Index, entries: &[Entry], first: usize, config: &LabelConfig) -> bool {
    let Some(new) = entries.get(first..).filter(|new| !new.is_empty()) else { return false };
    let readings: Vec<Reading<'_>> = new.iter().map(|entry| read(&entry.value, config)).collect();
    let Some(id) = readings[0].id.as_deref() else { return false };
    let mut controls = Vec::new();
    for (entry, reading) in new.iter().zip(&readings) {
        let relation = text(&entry.value, "type") == Some("relation");
        let (Some(control), Some(_)) = (reading.control, &reading.area) else { return false };
        let joins = reading.id.as_deref() == Some(id) && reading.to_name == readings[0].to_name;
        if relation || !joins || controls.contains(&control) {
            return false;
        }
        controls.push(control);
    }
    if index.loose.contains(id) || index.by_id.contains_key(id) {
        return false;
    }
    let Some(area) = readings[0].area.clone() else { return false };
    let parts =
        controls.iter().enumerate().map(|(n, control)| Part { entry: first + n, control: Some(*control) });
    let region = region(id, readings[0].to_name, area, parts.collect(), entries, config);
    let at = index.regions.len();
    index.by_id.insert(id.to_owned(), at);
    index.region_of.resize(entries.len(), Some(at));
    index.regions.push(region);
    true
}

/// Sorts all results.
pub fn index(entries: &[Entry], config: &LabelConfig) -> Index {
    let readings: Vec<Option<Reading<'_>>> = entries
        .iter()
        .map(|entry| (text(&entry.value, "type") != Some("relation")).then(|| read(&entry.value, config)))
        .collect();
    let mut sorter = Sorter::new(entries, config);
    for (at, reading) in readings.iter().enumerate() {
        if let Some(reading) = reading {
            sorter.found(at, reading);
        }
    }
    for (at, reading) in readings.iter().enumerate() {
        match reading {
            Some(reading) => sorter.place(at, reading),
            None => sorter.relation(at),
        }
    }
    sorter.finish()
}

/// A region whose parts are being gathered.
struct Draft {
    key: String,
    to_name: String,
    area: Area,
    first_controls: Vec<usize>,
    parts: Vec<Part>,
}

struct Sorter<'a> {
    entries: &'a [Entry],
    config: &'a LabelConfig,
    drafts: Vec<Draft>,
    by_id: HashMap<String, usize>,
    /// Every id that stands in a result.
    written: HashSet<Cow<'a, str>>,
    /// The draft that a result with an area belongs to.
    owner: Vec<Option<usize>>,
    index: Index,
}

impl<'a> Sorter<'a> {
    fn new(entries: &'a [Entry], config: &'a LabelConfig) -> Self {
        Self {
            entries,
            config,
            drafts: Vec::new(),
            by_id: HashMap::new(),
            written: entries.iter().filter_map(|entry| id_of(&entry.value, "id")).collect(),
            owner: vec![None; entries.len()],
            index: Index { region_of: vec![None; entries.len()], ..Index::default() },
        }
    }

    /// First pass: which regions there are.
    fn found(&mut self, at: usize, reading: &Reading<'_>) {
        let (Some(area), Some(control)) = (reading.area.clone(), reading.control) else { return };
        let known = reading.id.as_deref().and_then(|id| self.by_id.get(id)).copied();
        if let Some(known) = known {
            let draft = &mut self.drafts[known];
            let joins = draft.to_name == reading.to_name && !draft.first_controls.contains(&control);
            if joins {
                draft.first_controls.push(control);
                self.owner[at] = Some(known);
                return;
            }
        }
        // No id, or another shape that bears the same one: a region of its own under a name that stays.
        let key = match (reading.id.as_deref(), known) {
            (Some(id), None) => id.to_owned(),
            _ => self.free_id(self.entries[at].serial),
        };
        self.owner[at] = Some(self.drafts.len());
        self.by_id.insert(key.clone(), self.drafts.len());
        self.drafts.push(Draft {
            key,
            to_name: reading.to_name.to_owned(),
            area,
            first_controls: vec![control],
            parts: Vec::new(),
        });
    }

    /// An id that no result bears: results of another time may have taken the first that comes to mind.
    fn free_id(&self, serial: u64) -> String {
        let tries = (0..).map(|round: u64| fallback_id(serial.wrapping_add(round << 32)));
        let is_free = |id: &String| !self.by_id.contains_key(id) && !self.written.contains(id.as_str());
        tries.into_iter().find(is_free).unwrap_or_default()
    }

    /// Second pass: where everything belongs.
    fn place(&mut self, at: usize, reading: &Reading<'_>) {
        if let Some(control) = reading.control.filter(|control| self.answers_task(at, *control)) {
            let item = whole(self.entries[at].value.get("item_index"));
            let same = |answer: &Answer| answer.control == control && answer.item == item;
            match self.index.answers.iter().any(same) {
                false => self.index.answers.push(Answer { entry: at, control, item }),
                true => self.index.aside.push(at),
            }
            return;
        }
        let by_id = || reading.id.as_deref().and_then(|id| self.by_id.get(id)).copied();
        let owner =
            self.owner[at].or_else(by_id).filter(|owner| self.drafts[*owner].to_name == reading.to_name);
        match owner {
            Some(owner) => {
                self.drafts[owner].parts.push(Part { entry: at, control: reading.control });
                self.index.region_of[at] = Some(owner);
            }
            None => self.index.aside.push(at),
        }
    }

    fn answers_task(&self, at: usize, control: usize) -> bool {
        let control = &self.config.controls()[control];
        control.tag.asks() && !control.per_region && !has_geometry(self.entries[at].value.get("value"))
    }

    fn relation(&mut self, at: usize) {
        let value = &self.entries[at].value;
        let (Some(from), Some(to)) = (id_of(value, "from_id"), id_of(value, "to_id")) else {
            self.index.aside.push(at);
            return;
        };
        self.index.relations.push(Relation {
            entry: at,
            from: from.into_owned(),
            to: to.into_owned(),
            direction: text(value, "direction").unwrap_or("right").to_owned(),
            labels: value.get("labels").and_then(texts).unwrap_or_default(),
        });
    }

    fn finish(self) -> Index {
        let Self { entries, config, drafts, by_id, written, mut index, .. } = self;
        let read =
            |draft: Draft| region(&draft.key, &draft.to_name, draft.area, draft.parts, entries, config);
        index.regions = drafts.into_iter().map(read).collect();
        let loose = written.into_iter().filter(|id| !by_id.contains_key(id.as_ref()));
        index.loose = loose.map(Cow::into_owned).collect();
        index.by_id = by_id;
        index
    }
}

/// A `value` that speaks of a place, though its region is none of ours.
fn has_geometry(value: Option<&Value>) -> bool {
    const SIGNS: [&str; 8] =
        ["x", "start", "points", "rle", "imageDataURL", "sequence", "vertices", "ranges"];
    let has = |value: &Map<String, Value>| SIGNS.iter().any(|sign| value.contains_key(*sign));
    value.and_then(Value::as_object).is_some_and(has)
}
