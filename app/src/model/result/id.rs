//! Ids of results: ten signs, as the field has them. Chance comes from the caller.

const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";

/// An id from 64 random bits.
pub fn new_id(entropy: u64) -> String {
    (0..10).map(|place| char::from(SIGNS[(entropy >> (6 * place)) as usize & 63])).collect()
}

/// An id for the result that stands at `serial` and has none of its own: the same each time.
pub fn fallback_id(serial: u64) -> String {
    // The constants of splitmix64 spread small numbers over all bits.
    let mut bits = serial.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    new_id(bits ^ (bits >> 31))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_ten_signs_and_differ_with_every_bit_they_use() {
        assert_eq!(new_id(0), "AAAAAAAAAA");
        assert_eq!(new_id(u64::MAX), "----------");
        assert_ne!(new_id(1 << 59), new_id(0));
        let ids: std::collections::BTreeSet<String> = (0..10_000).map(fallback_id).collect();
        assert_eq!(ids.len(), 10_000);
    }
}
