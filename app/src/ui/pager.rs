//! Lists too long to show at once: fetched a page at a time, with the way between the pages.

use crate::api::error::ApiResult;
use crate::messages::{number, t};
use crate::ui::effect::Effect;
use crate::ui::states::{ErrorState, Skeleton};
use leptos::prelude::*;

/// Where in a list a page stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub total: u64,
    /// From 1.
    pub page: u32,
    pub page_size: u32,
    /// How many the page holds.
    pub items: usize,
}

/// Fetches by what is asked for and by page; an answer that nobody waits for any more is dropped.
pub struct Paged<Q: Send + Sync + 'static, T: Send + Sync + 'static> {
    asked: RwSignal<(Q, u32)>,
    loaded: RwSignal<Option<ApiResult<T>>>,
    tries: RwSignal<u32>,
}

impl<Q: Send + Sync, T: Send + Sync> Clone for Paged<Q, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Q: Send + Sync, T: Send + Sync> Copy for Paged<Q, T> {}

impl<Q, T> Paged<Q, T>
where
    Q: Clone + PartialEq + Send + Sync + 'static,
    T: Clone + Send + Sync + 'static,
{
    pub fn new<F>(first: Q, fetch: impl Fn(Q, u32) -> F + 'static) -> Self
    where
        F: Future<Output = ApiResult<T>> + 'static,
    {
        let (asked, loaded) = (RwSignal::new((first, 1)), RwSignal::new(None));
        let tries = RwSignal::new(0);
        Effect::new(move |_| {
            tries.track();
            let wanted = asked.get();
            let answer = fetch(wanted.0.clone(), wanted.1);
            leptos::task::spawn_local(async move {
                let answer = answer.await;
                if asked.try_get_untracked() == Some(wanted) {
                    loaded.try_set(Some(answer));
                }
            });
        });
        Self { asked, loaded, tries }
    }

    /// What is asked for now.
    pub fn of(self) -> Q {
        self.asked.get().0
    }

    /// Asks for something else, from its first page on.
    pub fn ask(self, of: Q) {
        self.loaded.set(None);
        self.asked.set((of, 1));
    }

    /// What was loaded, by `show`; until then a skeleton, or what went wrong.
    pub fn view(self, show: impl Fn(T) -> AnyView) -> AnyView {
        match self.loaded.get() {
            None => view! { <Skeleton rows=6 /> }.into_any(),
            Some(Err(error)) => {
                let again = Callback::new(move |()| self.tries.update(|n| *n += 1));
                view! { <ErrorState error retry=again /> }.into_any()
            }
            Some(Ok(loaded)) => show(loaded),
        }
    }

    /// The way to the pages before and after; nothing where there is one page.
    pub fn pager(self, place: Place, label: &'static str) -> AnyView {
        if place.total <= u64::from(place.page_size) {
            return ().into_any();
        }
        let size = u64::from(place.page_size);
        let pages = place.total.div_ceil(size.max(1)).max(1);
        let first = u64::from(place.page.saturating_sub(1)) * size + 1;
        let last = (first + place.items as u64).saturating_sub(1);
        let turn = move |to: u32| self.asked.update(|asked| asked.1 = to);
        view! {
            <nav class="pager" aria-label=label>
                <button
                    type="button"
                    class="button small"
                    disabled={place.page <= 1}
                    on:click=move |_| turn(place.page.saturating_sub(1).max(1))
                >
                    {t().common.previous}
                </button>
                <span>{format!("{}–{} / {}", number(first), number(last), number(place.total))}</span>
                <button
                    type="button"
                    class="button small"
                    disabled={u64::from(place.page) >= pages}
                    on:click=move |_| turn(place.page + 1)
                >
                    {t().common.next}
                </button>
            </nav>
        }
        .into_any()
    }
}
