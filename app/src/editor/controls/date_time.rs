//! DateTime: a date, a time, a month and a year, as the config asks. What is typed half or wrong stays in the field and
//! is told; an answer that is written in another way than this control writes stands as it is until it is replaced.

use super::ask::Ask;
use super::labels::Key;
use crate::editor::browser;
use crate::messages::t;
use crate::model::config::{ControlKind, DateTimeInput};
use crate::model::data::path::as_text;
use crate::model::datetime::{Fields, Moment, days_in};
use crate::ui::effect::Effect;
use leptos::html;
use leptos::prelude::*;
use serde_json::{Value, json};
use std::sync::Arc;

/// What the fields hold so far: half an answer is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Parts {
    day: Option<(i32, u32, u32)>,
    time: Option<(u32, u32)>,
    month: Option<u32>,
    year: Option<i32>,
}

impl Parts {
    fn of(moment: Option<Moment>) -> Self {
        let Some(at) = moment else { return Self::default() };
        Self {
            day: Some((at.year, at.month, at.day)),
            time: Some((at.hour, at.minute)),
            month: Some(at.month),
            year: Some(at.year),
        }
    }

    /// The moment that the shown fields make together; a time that is missing is midnight, a day the first.
    fn moment(self, fields: Fields) -> Option<Moment> {
        let day = if fields.date {
            let (year, month, day) = self.day?;
            Moment::day(year, month, day)?
        } else if fields.month || fields.year {
            let year = if fields.year { self.year? } else { self.year.unwrap_or(1900) };
            let month = if fields.month { self.month? } else { 1 };
            Moment::day(year, month, 1)?
        } else {
            Moment::day(1900, 1, 1)?
        };
        let alone = !fields.date && !fields.month && !fields.year;
        match self.time.filter(|_| fields.time) {
            Some((hour, minute)) => Some(day.at(hour, minute)),
            None if alone => None,
            None => Some(day),
        }
    }
}

#[derive(Clone)]
struct Fielded {
    ask: Ask,
    input: Arc<DateTimeInput>,
    fields: Fields,
    answer: Memo<Option<Value>>,
    parts: RwSignal<Parts>,
    /// Something is typed that is no date.
    wrong: RwSignal<bool>,
    date: NodeRef<html::Input>,
    time: NodeRef<html::Input>,
}

/// One DateTime tag.
#[component]
pub fn DateTime(ask: Ask) -> impl IntoView {
    let ControlKind::DateTime(input) = ask.control.kind.clone() else { return ().into_any() };
    let fields = input.fields();
    let field = Fielded {
        answer: ask.answer(),
        input: Arc::new(input),
        fields,
        parts: RwSignal::new(Parts::default()),
        wrong: RwSignal::new(false),
        date: NodeRef::new(),
        time: NodeRef::new(),
        ask: ask.clone(),
    };
    field.follow();
    let key = ask.work.setup().key_of(ask.name(), "");
    let (wrong, other) = (field.wrong, field.other_form());
    let answered = field.answer;
    let body = view! {
        <div class="ed-row ed-wrap">
            {fields.month.then(|| field.months())}
            {fields.year.then(|| field.years())}
            {fields.date.then(|| field.day())}
            {fields.time.then(|| field.clock())}
            {field.ask.clear_button(move || answered.with(Option::is_none))}
            <Key key=key/>
        </div>
        <p class="ed-per-region" hidden=move || other.with(Option::is_none)>
            {move || other.get().map(|text| (t().answers.other_form)(&text))}
        </p>
        <p class="ed-problem" role="status" hidden=move || !wrong.get()>{t().answers.no_date}</p>
    };
    ask.frame("ed-datetime", format!("datetime-{}", ask.name()), body.into_any())
}

impl Fielded {
    /// The fields show the answer whenever it is another than the one they made.
    fn follow(&self) {
        let field = self.clone();
        Effect::new(move |_| {
            let said = field.answer.get();
            let moment = said.as_ref().and_then(|said| field.input.read(said));
            let own = field.parts.get_untracked().moment(field.fields);
            if said.is_none() && own.is_none() && field.wrong.get_untracked() {
                return;
            }
            if said.is_none() || own != moment {
                field.parts.set(Parts::of(moment));
                field.wrong.set(false);
            }
            field.show();
        });
    }

    /// Writes the parts into the native fields, which keep what is half typed otherwise.
    fn show(&self) {
        let parts = self.parts.get_untracked();
        let write = |node: NodeRef<html::Input>, text: String| {
            if let Some(input) = node.get().filter(|input| input.value() != text) {
                input.set_value(&text);
            }
        };
        let day = parts.day.and_then(|(year, month, day)| Moment::day(year, month, day));
        write(self.date, day.map(|day| day.iso_date()).unwrap_or_default());
        write(
            self.time,
            parts.time.map(|(hour, minute)| format!("{hour:02}:{minute:02}")).unwrap_or_default(),
        );
    }

    /// An answer that these fields cannot show, as it is written.
    fn other_form(&self) -> Memo<Option<String>> {
        let (answer, input) = (self.answer, self.input.clone());
        Memo::new(move |_| {
            answer.with(|said| said.as_ref().filter(|said| input.read(said).is_none()).map(as_text))
        })
    }

    /// The fields were changed: they make an answer, or take it away when they are all empty.
    fn changed(&self, change: impl FnOnce(&mut Parts)) {
        self.parts.update(change);
        let bad = |node: NodeRef<html::Input>| {
            node.get_untracked().is_some_and(|input| input.validity().bad_input())
        };
        let wrong = bad(self.date) || bad(self.time);
        self.wrong.set(wrong);
        if wrong {
            return;
        }
        let moment = self.parts.get_untracked().moment(self.fields);
        let before = self.answer.get_untracked();
        if moment.is_some() && before.as_ref().and_then(|said| self.input.read(said)) == moment {
            return;
        }
        let said = moment.map(|moment| json!(self.input.write(&moment)));
        if said != before {
            self.ask.set(said.as_ref());
        }
    }

    fn bound(&self, bound: &Option<String>, time: bool) -> Option<String> {
        let text = match bound.as_deref()? {
            "today" => browser::today()?.iso_date(),
            other => other.to_owned(),
        };
        match (text.split_once('T'), time) {
            (Some((date, _)), false) => Some(date.to_owned()),
            // A bound of the day says nothing of the time.
            (Some(_), true) => None,
            (None, false) => (text.len() == 10).then_some(text),
            (None, true) => text.contains(':').then_some(text),
        }
    }

    /// Of the time in seconds, where whole minutes are asked for; of a date alone in days.
    fn step(&self, time: bool) -> Option<String> {
        let step: f64 = self.input.step.as_deref()?.trim().parse().ok()?;
        let counts = if time { step >= 60.0 } else { step >= 1.0 && !self.fields.time };
        counts.then(|| step.to_string())
    }

    fn day(&self) -> AnyView {
        let field = self.clone();
        let (invalid, described, wrong) = (self.ask.clone(), self.ask.clone(), self.wrong);
        let day = |text: &str| {
            let mut parts = text.split('-').map(|part| part.parse::<u32>().ok());
            let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
            let year = i32::try_from(year).ok().filter(|year| (1000..=9999).contains(year))?;
            (1..=12).contains(&month).then_some(())?;
            (day <= days_in(year, month)).then_some((year, month, day))
        };
        let take = move |ev: &web_sys::Event| {
            let text = event_target_value(ev);
            let read = day(&text);
            // A year of which only the first signs are typed.
            if read.is_some() || text.is_empty() {
                field.changed(|parts| parts.day = read);
            }
        };
        let on_blur = take.clone();
        view! {
            <input
                type="date"
                class="ed-input ed-short"
                node_ref=self.date
                min=self.bound(&self.input.min, false)
                max=self.bound(&self.input.max, false)
                step=self.step(false)
                aria-label=(t().answers.date_of)(self.ask.name())
                aria-invalid=move || if wrong.get() { Some("true") } else { invalid.invalid() }
                aria-describedby=move || described.described()
                data-testid=format!("datetime-{}-date", self.ask.name())
                on:change=move |ev| take(&ev)
                on:blur=move |ev| on_blur(&ev)
            />
        }
        .into_any()
    }

    fn clock(&self) -> AnyView {
        let field = self.clone();
        let (invalid, described, wrong) = (self.ask.clone(), self.ask.clone(), self.wrong);
        let clock = |text: &str| {
            let (hour, rest) = text.split_once(':')?;
            let minute = rest.get(..2)?.parse::<u32>().ok()?;
            Some((hour.parse::<u32>().ok()?, minute))
        };
        let take = move |ev: &web_sys::Event| {
            let read = clock(&event_target_value(ev));
            field.changed(|parts| parts.time = read);
        };
        view! {
            <input
                type="time"
                class="ed-input ed-short"
                node_ref=self.time
                min=self.bound(&self.input.min, true)
                max=self.bound(&self.input.max, true)
                step=self.step(true)
                aria-label=(t().answers.time_of)(self.ask.name())
                aria-invalid=move || if wrong.get() { Some("true") } else { invalid.invalid() }
                aria-describedby=move || described.described()
                data-testid=format!("datetime-{}-time", self.ask.name())
                on:change=move |ev| take(&ev)
            />
        }
        .into_any()
    }

    fn months(&self) -> AnyView {
        let (field, parts) = (self.clone(), self.parts);
        let names = t().answers.months.split(' ');
        let options: Vec<_> = (1_u32..)
            .zip(names)
            .map(|(n, name)| {
                view! { <option value=n.to_string() prop:selected=move || parts.with(|at| at.month == Some(n))>{name}</option> }
            })
            .collect();
        view! {
            <select
                class="ed-select"
                aria-label=(t().answers.month_of)(self.ask.name())
                data-testid=format!("datetime-{}-month", self.ask.name())
                on:change=move |ev| {
                    let month = event_target_value(&ev).parse().ok();
                    field.changed(|parts| parts.month = month);
                }
            >
                <option value="" prop:selected=move || parts.with(|at| at.month.is_none())>{t().answers.month}</option>
                {options}
            </select>
        }
        .into_any()
    }

    fn years(&self) -> AnyView {
        let (field, parts, input) = (self.clone(), self.parts, self.input.clone());
        let this = browser::today().map_or(2100, |today| today.year);
        let year = move |bound: &Option<String>, else_: i32| match bound.as_deref() {
            Some("today" | "current") => this,
            Some(text) => text.get(..4).and_then(|year| year.parse().ok()).unwrap_or(else_),
            None => else_,
        };
        let (first, last) = (year(&input.min, 2000), year(&input.max, this));
        let known: Vec<i32> = (first..=last).rev().take(3000).collect();
        let all = Memo::new(move |_| {
            let mut all = known.clone();
            let own = parts.with(|at| at.year);
            // A year outside the bounds is shown, for it stands in the answer.
            all.extend(own.filter(|own| !all.contains(own)));
            all
        });
        view! {
            <select
                class="ed-select"
                aria-label=(t().answers.year_of)(self.ask.name())
                data-testid=format!("datetime-{}-year", self.ask.name())
                on:change=move |ev| {
                    let year = event_target_value(&ev).parse().ok();
                    field.changed(|parts| parts.year = year);
                }
            >
                <option value="" prop:selected=move || parts.with(|at| at.year.is_none())>{t().answers.year}</option>
                <For each=move || all.get() key=|year| *year let:year>
                    <option value=year.to_string() prop:selected=move || parts.with(|at| at.year == Some(year))>{year}</option>
                </For>
            </select>
        }
        .into_any()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const ALL: Fields = Fields { date: true, time: true, month: false, year: false };

    #[test]
    fn half_an_answer_is_none_and_a_missing_time_is_midnight() {
        let day = Parts { day: Some((1991, 5, 22)), ..Parts::default() };
        assert_eq!(day.moment(ALL), Moment::day(1991, 5, 22));
        assert_eq!(Parts { time: Some((9, 17)), ..Parts::default() }.moment(ALL), None);
        let both = Parts { time: Some((9, 17)), ..day };
        assert_eq!(both.moment(ALL).unwrap().iso_time(), "09:17");
        let time = Fields { date: false, ..ALL };
        assert_eq!(Parts::default().moment(time), None);
        let months = Fields { date: false, time: false, month: true, year: true };
        assert_eq!(Parts { year: Some(2020), ..Parts::default() }.moment(months), None);
        let may = Parts { year: Some(2020), month: Some(5), ..Parts::default() };
        assert_eq!(may.moment(months), Moment::day(2020, 5, 1));
    }

    #[test]
    fn the_fields_of_a_moment_make_it_again() {
        let moment = Moment::day(1991, 5, 22).unwrap().at(9, 17);
        assert_eq!(Parts::of(Some(moment)).moment(ALL), Some(moment));
    }
}
