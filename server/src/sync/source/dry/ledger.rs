//! Lists too long for memory, written once and read a page at a time: one nameless file for each kind of change.

use app::api::types::{DryChange, DryItem};
use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

pub const PAGE: u32 = 100;

/// One list for each kind of change that occurs.
pub struct Ledgers {
    dir: PathBuf,
    lists: HashMap<DryChange, List>,
}

struct List {
    file: BufWriter<File>,
    /// Where each page begins.
    pages: Vec<u64>,
    items: u64,
    length: u64,
}

impl Ledgers {
    /// Its files will be in `dir`, without a name: they are gone with it, or with the process.
    pub fn within(dir: &Path) -> Self {
        Self { dir: dir.to_owned(), lists: HashMap::new() }
    }

    pub fn clear(&mut self) {
        self.lists.clear();
    }

    pub fn add(&mut self, item: &DryItem) -> io::Result<()> {
        let list = match self.lists.entry(item.change) {
            std::collections::hash_map::Entry::Occupied(list) => list.into_mut(),
            std::collections::hash_map::Entry::Vacant(place) => {
                let file = BufWriter::new(tempfile::tempfile_in(&self.dir)?);
                place.insert(List { file, pages: Vec::new(), items: 0, length: 0 })
            }
        };
        let mut line = serde_json::to_vec(item)?;
        line.push(b'\n');
        list.file.write_all(&line)?;
        if list.items % u64::from(PAGE) == 0 {
            list.pages.push(list.length);
        }
        list.items += 1;
        list.length += line.len() as u64;
        Ok(())
    }

    /// One page, from 1; empty beyond the last.
    pub fn page(&mut self, change: DryChange, page: u32) -> io::Result<Vec<DryItem>> {
        let Some(list) = self.lists.get_mut(&change) else { return Ok(Vec::new()) };
        let Some(begin) = list.pages.get(page.saturating_sub(1) as usize) else { return Ok(Vec::new()) };
        list.file.flush()?;
        let file = list.file.get_mut();
        file.seek(SeekFrom::Start(*begin))?;
        let lines = BufReader::new(&mut *file).lines().take(PAGE as usize);
        let items = lines.map(|line| Ok(serde_json::from_str(&line?)?)).collect();
        file.seek(SeekFrom::End(0))?;
        items
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[test]
    fn every_item_is_on_one_page_also_of_a_list_that_still_grows() {
        let dir = tempfile::tempdir().unwrap();
        let mut ledgers = Ledgers::within(dir.path());
        let item = |n: usize, change| DryItem { key: format!("{n}\n\u{1f431}"), change, reason: None };
        for n in 0..250 {
            ledgers.add(&item(n, DryChange::New)).unwrap();
            ledgers.add(&item(n, DryChange::Gone)).unwrap();
            if n % 40 == 0 {
                assert_eq!(ledgers.page(DryChange::New, 1).unwrap().len(), (n + 1).min(100));
            }
        }
        let pages: Vec<_> = (1..=4).map(|page| ledgers.page(DryChange::New, page).unwrap()).collect();
        assert_eq!(pages.iter().map(Vec::len).collect::<Vec<_>>(), [100, 100, 50, 0]);
        let all: Vec<_> = (0..250).map(|n| item(n, DryChange::New)).collect();
        assert_eq!(pages.concat(), all);
        assert!(ledgers.page(DryChange::Back, 1).unwrap().is_empty());
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0, "nothing is left behind");
    }
}
