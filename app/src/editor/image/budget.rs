//! What is kept in memory within a budget: of things that can be made again, those that were not used for longest go
//! first.

use std::collections::HashMap;
use std::hash::Hash;

/// Things by their keys, each with what it costs.
#[derive(Debug)]
pub struct Budget<K, V> {
    most: usize,
    spent: usize,
    tick: u64,
    held: HashMap<K, (V, usize, u64)>,
}

impl<K: Eq + Hash + Clone, V> Budget<K, V> {
    pub fn new(most: usize) -> Self {
        Self { most, spent: 0, tick: 0, held: HashMap::new() }
    }

    /// Keeps a thing, and lets others go if it is too much; never the new one.
    pub fn put(&mut self, key: K, value: V, cost: usize) {
        self.put_beside(key, value, cost, |_| false);
    }

    /// The same, and those stay that are needed, even beyond the budget.
    pub fn put_beside(&mut self, key: K, value: V, cost: usize, needed: impl Fn(&K) -> bool) {
        self.remove(&key);
        self.tick += 1;
        self.spent += cost;
        self.held.insert(key.clone(), (value, cost, self.tick));
        while self.spent > self.most && self.held.len() > 1 {
            let oldest = self
                .held
                .iter()
                .filter(|(known, _)| **known != key && !needed(known))
                .min_by_key(|(_, (_, _, used))| *used);
            let Some(oldest) = oldest.map(|(known, _)| known.clone()) else { break };
            self.remove(&oldest);
        }
    }

    /// A thing, which counts as used.
    pub fn get(&mut self, key: &K) -> Option<&mut V> {
        self.tick += 1;
        let (value, _, used) = self.held.get_mut(key)?;
        *used = self.tick;
        Some(value)
    }

    /// What all of it costs.
    pub const fn spent(&self) -> usize {
        self.spent
    }

    /// A thing, without using it.
    pub fn peek(&self, key: &K) -> Option<&V> {
        self.held.get(key).map(|(value, _, _)| value)
    }

    pub fn remove(&mut self, key: &K) -> Option<V> {
        let (value, cost, _) = self.held.remove(key)?;
        self.spent -= cost;
        Some(value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_used_for_longest_goes_first() {
        let mut held = Budget::new(10);
        held.put("a", 1, 4);
        held.put("b", 2, 4);
        assert_eq!(held.get(&"a"), Some(&mut 1));
        held.put("c", 3, 4);
        assert_eq!((held.peek(&"a"), held.peek(&"b"), held.peek(&"c")), (Some(&1), None, Some(&3)));
    }

    #[test]
    fn what_is_larger_than_the_budget_is_kept_alone() {
        let mut held = Budget::new(10);
        held.put("a", 1, 4);
        held.put("b", 2, 40);
        assert_eq!((held.peek(&"a"), held.peek(&"b")), (None, Some(&2)));
        held.put("b", 3, 1);
        held.put("a", 1, 9);
        assert_eq!((held.peek(&"a"), held.peek(&"b")), (Some(&1), Some(&3)));
        assert_eq!(held.remove(&"a"), Some(1));
        held.put_beside("c", 4, 99, |key| *key == "b");
        assert_eq!((held.peek(&"b"), held.spent()), (Some(&3), 100));
        assert_eq!(held.remove(&"a"), None);
    }
}
