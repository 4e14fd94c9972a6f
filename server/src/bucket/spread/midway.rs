//! Where to cut a range of keys in two without knowing the keys in it. Pure: knows the keys seen so far and nothing of
//! stores.
//!
//! A cut is a guess: what stands at the depth where keys differ is taken to be letters and digits of the kinds seen
//! there before. A guess that lies badly costs one request and loses nothing.

/// Characters of a key that are remembered, from its beginning.
const DEPTH: usize = 128;
/// A cut beyond so many characters behind the common part would cut next to nothing.
const FURTHER: usize = 3;

/// The kinds of characters seen at each depth of the keys.
#[derive(Debug, Default)]
pub struct Alphabet {
    /// One bit an ASCII character.
    depths: Vec<u128>,
}

impl Alphabet {
    pub fn see(&mut self, key: &str) {
        for (depth, character) in key.chars().take(DEPTH).enumerate() {
            if self.depths.len() == depth {
                self.depths.push(0);
            }
            self.depths[depth] |= class(character);
        }
    }

    /// Those that may stand at a depth, in order.
    fn at(&self, depth: usize) -> impl DoubleEndedIterator<Item = char> + Clone + use<> {
        let seen = self.depths.get(depth).copied().unwrap_or_default();
        (b' '..=b'~').filter(move |byte| seen & bit(*byte) != 0).map(char::from)
    }
}

/// All characters of the kind that one is of.
fn class(character: char) -> u128 {
    match character {
        '0'..='9' => span(b'0', b'9'),
        // Hexadecimal digits are as common in keys as words.
        'a'..='f' => span(b'a', b'f'),
        'g'..='z' => span(b'a', b'z'),
        'A'..='F' => span(b'A', b'F'),
        'G'..='Z' => span(b'A', b'Z'),
        ' '..='~' => bit(u8::try_from(character).unwrap_or(b'~')),
        _ => 0,
    }
}

fn bit(byte: u8) -> u128 {
    1 << byte
}

fn span(first: u8, last: u8) -> u128 {
    (first..=last).fold(0, |all, byte| all | bit(byte))
}

/// The smallest string that no key beginning with `prefix` reaches, but for itself; none if there is no such string.
pub fn after_all_of(prefix: &str) -> Option<String> {
    let mut chars: Vec<char> = prefix.chars().collect();
    while let Some(last) = chars.pop() {
        let next = (last..=char::MAX).nth(1);
        if let Some(next) = next.filter(|next| !next.is_control()) {
            chars.push(next);
            return Some(chars.into_iter().collect());
        }
    }
    None
}

/// What two keys begin with alike.
pub fn common<'a>(one: &'a str, other: &str) -> &'a str {
    let same = one.char_indices().zip(other.chars()).find(|((_, a), b)| a != b);
    let end = match same {
        Some(((at, _), _)) => at,
        None => one.len().min(other.len()),
    };
    &one[..end]
}

/// A string between two others, near the middle of the keys that may lie between them: greater than `low`, less than
/// `high`. The keys listed before `low` begin with as many characters as it as `alike` says. `None` if a cut would hardly
/// divide anything.
pub fn midway(alphabet: &Alphabet, low: &str, high: &str, alike: usize) -> Option<String> {
    let shared = common(low, high);
    let depth = shared.chars().count();
    let behind: Vec<char> = low[shared.len()..].chars().collect();
    let mut ceiling = high[shared.len()..].chars();
    let (top, longer) = (ceiling.next()?, ceiling.next().is_some());
    let first = behind.first().copied();
    let between = |c: &char| first.is_none_or(|first| *c > first) && (*c < top || *c == top && longer);
    if let Some(found) = middle(alphabet.at(depth).filter(between)) {
        return Some(format!("{shared}{found}"));
    }
    // What begins as `low` does is cut further on. Words that were alike so far are passed, half of them at a time.
    let word = |(at, c): (usize, &char)| depth + at < alike && !c.is_ascii_digit();
    let words = behind.iter().enumerate().skip(1).take_while(|(at, c)| word((*at, c))).count();
    if words > 0 {
        let passed: String = behind[..1 + words.div_ceil(2)].iter().collect();
        return after_all_of(&format!("{shared}{passed}"));
    }
    for further in 1..=FURTHER {
        let floor = behind.get(further);
        let above = alphabet.at(depth + further).filter(|c| floor.is_none_or(|floor| c > floor));
        if let Some(found) = middle(above) {
            let path: String = behind.get(..further)?.iter().collect();
            return Some(format!("{shared}{path}{found}"));
        }
    }
    None
}

fn middle(mut of: impl Iterator<Item = char> + Clone) -> Option<char> {
    let count = of.clone().count();
    of.nth(count / 2)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;
    use proptest::prelude::*;

    fn of(keys: &[&str]) -> Alphabet {
        let mut alphabet = Alphabet::default();
        keys.iter().for_each(|key| alphabet.see(key));
        alphabet
    }

    #[test]
    fn numbers_are_cut_at_their_digits() {
        let seen = of(&["img_0000000.jpg", "img_0019999.jpg"]);
        let cut = |low, high| midway(&seen, low, high, 6);
        assert_eq!(cut("img_0019999.jpg", "img_1").as_deref(), Some("img_05"));
        assert_eq!(cut("img_0019999.jpg", "img_05").as_deref(), Some("img_03"));
        assert_eq!(cut("img_0019999.jpg", "img_01").as_deref(), Some("img_006"));
        assert_eq!(cut("img_0999999.jpg", "img_1"), None, "all nines: there is hardly anything left");
    }

    #[test]
    fn hashes_are_cut_at_their_digits() {
        let seen = of(&["0a1b", "0a2c"]);
        assert_eq!(midway(&seen, "0a2c", "1", 1).as_deref(), Some("0d"));
        assert_eq!(midway(&seen, "0a2c", "g", 0).as_deref(), Some("5"));
    }

    #[test]
    fn words_that_were_alike_are_passed_half_at_a_time() {
        let seen = of(&["test/0.jpg", "train/cat 00/frame_0018.png"]);
        let cut = |high| midway(&seen, "train/cat 00/frame_0018.png", high, 20);
        assert_eq!(cut("u").as_deref(), Some("train0"));
        assert_eq!(cut("train0").as_deref(), Some("train/cb"));
        assert_eq!(cut("train/cb").as_deref(), Some("train/cau"));
        assert_eq!(cut("train/cau").as_deref(), Some("train/cat!"));
        assert_eq!(cut("train/cat!").as_deref(), Some("train/cat 5"));
    }

    #[test]
    fn a_prefix_is_passed_by_its_successor() {
        assert_eq!(after_all_of("train/").as_deref(), Some("train0"));
        assert_eq!(after_all_of("a~").as_deref(), Some("b"), "no control character is asked for");
        assert_eq!(after_all_of("\u{10ffff}"), None);
        assert_eq!(after_all_of("").as_deref(), None);
    }

    proptest! {
        #[test]
        fn a_cut_lies_between(keys in prop::collection::vec("[ab09/_\u{e9}\u{1f431}]{0,6}", 2..6), alike in 0usize..7) {
            let mut keys = keys;
            keys.sort_unstable();
            let alphabet = of(&keys.iter().map(String::as_str).collect::<Vec<_>>());
            let (low, high) = (&keys[0], &keys[1]);
            if let Some(cut) = midway(&alphabet, low, high, alike) {
                prop_assert!(low < &cut && &cut < high, "{low:?} {cut:?} {high:?}");
            }
            if let Some(after) = after_all_of(low) {
                prop_assert!(&after > low && keys.iter().all(|key| !key.starts_with(low.as_str()) || key < &after));
            }
            prop_assert!(high.starts_with(common(high, low)) && low.starts_with(common(high, low)));
        }
    }
}
