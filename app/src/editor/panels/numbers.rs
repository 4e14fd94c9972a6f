//! Where the selected region is, in fields that can be typed into: Enter or leaving a field puts it there, Escape takes
//! the typing back, and what cannot be is told beside the field.

use crate::editor::anew::Anew;
use crate::editor::browser;
use crate::editor::state::Work;
use crate::messages::{decimal, t};
use crate::model::coordinates::{Name, Unit, Wrong, numbers, with};
use crate::model::data;
use crate::model::geometry::Size;
use crate::model::ops::Operation;
use crate::model::result::{Area, Span};
use crate::model::text::TextIndex;
use leptos::prelude::*;

/// More points than this are told, not listed.
const MOST_POINTS: usize = 100;
const SETTING: &str = "panels.unit";

/// The numbers of one region.
#[component]
pub fn Numbers(work: Work, region: String) -> impl IntoView {
    let remembered =
        if browser::kept(SETTING).as_deref() == Some("pixels") { Unit::Pixels } else { Unit::Percent };
    let unit = RwSignal::new(remembered);
    let area = {
        let region = region.clone();
        Memo::new(move |_| work.region(&region).map(|view| (view.area.clone(), view.object.clone())))
    };
    let shown = Memo::new(move |_| {
        area.with(|area| {
            let (area, object) = area.as_ref()?;
            Some(numbers(area, unit.get(), size_of(work, object)))
        })
        .unwrap_or_default()
    });
    let is_shape =
        Memo::new(move |_| area.with(|area| area.as_ref().is_some_and(|(area, _)| area.kind().is_shape())));
    let has_size = Memo::new(move |_| {
        area.with(|area| area.as_ref().is_some_and(|(_, object)| size_of(work, object).is_some()))
    });
    // Only the names: a region that is dragged must not rebuild the fields.
    let names = Memo::new(move |_| {
        shown.with(|shown| shown.iter().take(2 * MOST_POINTS).map(|(name, _)| *name).collect::<Vec<_>>())
    });
    let fields = move |names: Vec<Name>| {
        let fields: Vec<_> = names
            .into_iter()
            .map(|name| {
                let region = region.clone();
                view! { <Field work=work region=region name=name shown=shown unit=unit/> }
            })
            .collect();
        view! { <div class="ed-numbers">{fields}</div> }.into_any()
    };
    view! {
        <div class="ed-place" hidden=move || names.with(Vec::is_empty) role="group" aria-label=t().panels.place>
            <label class="ed-unit" hidden=move || !(is_shape.get() && has_size.get())>
                <span>{t().panels.unit}</span>
                <select
                    class="ed-select ed-tight"
                    data-testid="region-unit"
                    on:change=move |ev| {
                        let pixels = event_target_value(&ev) == "pixels";
                        browser::keep(SETTING, if pixels { "pixels" } else { "percent" });
                        unit.set(if pixels { Unit::Pixels } else { Unit::Percent });
                    }
                >
                    <option value="percent" selected=move || unit.get() == Unit::Percent>{t().panels.percent}</option>
                    <option value="pixels" selected=move || unit.get() == Unit::Pixels>{t().panels.pixels}</option>
                </select>
            </label>
            <Anew key=move || Some(names.get()) view=fields/>
        </div>
    }
}

#[component]
fn Field(
    work: Work,
    region: String,
    name: Name,
    shown: Memo<Vec<(Name, f64)>>,
    unit: RwSignal<Unit>,
) -> impl IntoView {
    let wrong = RwSignal::new(None::<String>);
    let value = Memo::new(move |_| {
        let digits = if unit.get() == Unit::Pixels { 1 } else { 3 };
        let found = shown.with(|all| all.iter().find(|(known, _)| *known == name).map(|(_, number)| *number));
        found.map(|number| plain(number, digits)).unwrap_or_default()
    });
    let locked = {
        let region = region.clone();
        Memo::new(move |_| {
            work.locked.track();
            work.regions.track();
            work.is_locked(&region) || !work.can_put(&region)
        })
    };
    let put = move |input: &web_sys::HtmlInputElement| {
        let text = input.value();
        if text.trim() == value.get_untracked() {
            return wrong.set(None);
        }
        let put = number_in(&text).ok_or(Wrong::NoNumber);
        match put.and_then(|number| work.put_number(&region, name, number, unit.get_untracked())) {
            Ok(()) => {
                wrong.set(None);
                input.set_value(&value.get_untracked());
            }
            Err(why) => wrong.set(Some(told(why))),
        }
    };
    let on_key = {
        let put = put.clone();
        move |ev: web_sys::KeyboardEvent| {
            let input: web_sys::HtmlInputElement = event_target(&ev);
            match ev.key().as_str() {
                "Enter" if !(ev.ctrl_key() || ev.meta_key() || ev.alt_key()) => {
                    put(&input);
                    ev.prevent_default();
                }
                "Escape" => {
                    input.set_value(&value.get_untracked());
                    wrong.set(None);
                    ev.prevent_default();
                }
                _ => {}
            }
        }
    };
    let testid = format!("ed-number-{}", slug(name));
    let id = work.own_id(&testid);
    let problem = format!("{id}-problem");
    view! {
        <div class="ed-number-field">
            <label for=id.clone()>{name_of(name)}</label>
            <input
                class="ed-input"
                id=id
                data-testid=testid
                inputmode="decimal"
                autocomplete="off"
                prop:value=move || value.get()
                disabled=locked
                aria-invalid=move || wrong.get().is_some().then_some("true")
                aria-describedby=problem.clone()
                on:keydown=on_key
                on:blur=move |ev| put(&event_target(&ev))
            />
            <p class="ed-problem" id=problem role="alert" hidden=move || wrong.get().is_none()>{move || wrong.get()}</p>
        </div>
    }
}

/// With a point or a comma, as people write it.
fn number_in(text: &str) -> Option<f64> {
    text.trim().replace(',', ".").parse().ok().filter(|number: &f64| number.is_finite())
}

/// Without zeros that say nothing, and with a point: it is typed again as it stands.
fn plain(number: f64, digits: usize) -> String {
    let text = format!("{number:.digits$}");
    if !text.contains('.') {
        return text;
    }
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn told(why: Wrong) -> String {
    match why {
        Wrong::NoNumber => t().panels.no_number.to_owned(),
        Wrong::TooSmall => t().panels.too_small.to_owned(),
        Wrong::Outside(least, most) => (t().panels.outside)(least, most),
        Wrong::Nothing => t().panels.not_here.to_owned(),
    }
}

fn name_of(name: Name) -> String {
    let words = t().panels;
    match name {
        Name::X => "X".to_owned(),
        Name::Y => "Y".to_owned(),
        Name::Width => words.width.to_owned(),
        Name::Height => words.height.to_owned(),
        Name::RadiusX => words.radius_x.to_owned(),
        Name::RadiusY => words.radius_y.to_owned(),
        Name::Rotation => words.rotation.to_owned(),
        Name::Start => words.start.to_owned(),
        Name::End => words.end.to_owned(),
        Name::PointX(at) => (words.point_x)(at + 1),
        Name::PointY(at) => (words.point_y)(at + 1),
    }
}

fn slug(name: Name) -> String {
    match name {
        Name::PointX(at) => format!("x{at}"),
        Name::PointY(at) => format!("y{at}"),
        other => format!("{other:?}").to_lowercase(),
    }
}

/// An image's own size; texts have none.
fn size_of(work: Work, object: &str) -> Option<Size> {
    work.sizes.with(|sizes| sizes.get(object).copied())
}

/// Where a region is, in a line.
pub fn summary(area: &Area) -> String {
    match area {
        Area::Box(b) => (t().editor.box_at)(b.x, b.y, b.width, b.height),
        Area::Span(span) => (t().editor.span_at)(span.start, span.end),
        Area::Ellipse(e) => format!("{}, {}", decimal(e.x, 1), decimal(e.y, 1)),
        Area::KeyPoint(p) => format!("{}, {}", decimal(p.x, 1), decimal(p.y, 1)),
        _ => String::new(),
    }
}

impl Work {
    /// The text of an object, if it is at hand here.
    fn text_of(&self, object: &str) -> Option<TextIndex> {
        let setup = self.setup();
        let tag = setup.config.object(object).filter(|tag| !tag.value_type_url)?;
        let value = data::resolve(&tag.value, &setup.data);
        (!value.is_null()).then(|| TextIndex::new(data::path::as_text(&value)))
    }

    /// A region whose results repeat its text can be put elsewhere only where the text is at hand.
    fn can_put(&self, region: &str) -> bool {
        let Some(view) = untrack(|| self.region(region)) else { return false };
        let setup = self.setup();
        let saves = setup.config.object(&view.object).is_some_and(|object| object.saves_text);
        view.area.kind().is_shape() || !saves || self.text_of(&view.object).is_some()
    }

    fn put_number(&self, region: &str, name: Name, number: f64, unit: Unit) -> Result<(), Wrong> {
        let view = untrack(|| self.region(region)).ok_or(Wrong::Nothing)?;
        let size = self.sizes.with_untracked(|sizes| sizes.get(&view.object).copied());
        let text = view.area.as_span().and_then(|_| self.text_of(&view.object));
        let length = text.as_ref().map(TextIndex::len);
        let area = with(&view.area, name, number, unit, size, length)?;
        let covered = match (&text, area.as_span()) {
            (Some(text), Some(Span { start, end })) => Some(text.slice(Span { start, end }).to_owned()),
            _ => None,
        };
        self.apply(&[Operation::SetArea { region: region.to_owned(), area, text: covered }]);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them_and_shown_without_empty_digits() {
        assert_eq!(number_in(" 12,5 "), Some(12.5));
        assert_eq!((number_in("x"), number_in("NaN")), (None, None));
        assert_eq!(
            (plain(10.0, 3), plain(10.25, 3), plain(0.0, 1)),
            ("10".into(), "10.25".into(), "0".into())
        );
        assert_eq!(plain(100.0, 0), "100");
    }
}
