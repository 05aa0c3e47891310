//! The one source of chance: SplitMix64 (Steele, Lea and Flood, 2014), and what is drawn from it.
//!
//! It is fast, has no state worth hiding and gives the same numbers on every platform, which a simulated
//! organisation needs and a cryptographic generator does not promise. Nothing secret may come from here.

const GOLDEN_GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;

/// Returns `value` with its bits well mixed; different values never give the same result.
pub(crate) fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(GOLDEN_GAMMA);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// Returns a hash of `text` (FNV-1a), the same in every process.
pub(crate) fn hash(text: &str) -> u64 {
    text.bytes().fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3))
}

/// A stream of pseudo-random numbers.
#[derive(Debug, Clone)]
pub(crate) struct SplitMix64 {
    state: u64,
}

impl SplitMix64 {
    pub(crate) fn new(seed: u64) -> Self {
        Self { state: mix(seed) }
    }

    pub(crate) fn next(&mut self) -> u64 {
        let value = mix(self.state);
        self.state = self.state.wrapping_add(GOLDEN_GAMMA);
        value
    }

    /// Returns a number from 0 up to, not including, `bound` (0 when `bound` is 0).
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }

    /// Returns a number from 0 up to, not including, 1.
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    pub(crate) fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    pub(crate) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// Returns one of `of`, each as often as its weight says.
    pub(crate) fn weighted<T: Copy>(&mut self, of: &[(T, u32)]) -> T {
        let total: u32 = of.iter().map(|(_, weight)| weight).sum();
        let mut left = self.below(total as usize) as u32;
        for &(value, weight) in of {
            if left < weight {
                return value;
            }
            left -= weight;
        }
        of[0].0
    }

    /// Returns a number that is roughly normal with mean 0 and deviation 1: twelve uniform ones summed, since
    /// the usual formula leans on the platform's sine and logarithm.
    pub(crate) fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }
}

/// Picks ranks as Zipf's law has it: the first most often, the last seldom.
#[derive(Debug)]
pub(crate) struct Ranks {
    /// The share of all picks that fall on a rank or on one before it.
    cumulative: Vec<f64>,
}

impl Ranks {
    pub(crate) fn new(count: usize, exponent: f64) -> Self {
        let mut sum = 0.0;
        let mut cumulative: Vec<f64> = (1..=count)
            .map(|rank| {
                sum += (rank as f64).powf(-exponent);
                sum
            })
            .collect();
        cumulative.iter_mut().for_each(|share| *share /= sum);
        Self { cumulative }
    }

    pub(crate) fn pick(&self, random: &mut SplitMix64) -> usize {
        let unit = random.unit();
        let rank = self.cumulative.partition_point(|share| *share <= unit);
        rank.min(self.cumulative.len().saturating_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_of_a_seed_never_changes() {
        let mut random = SplitMix64 { state: 0 };
        assert_eq!(random.next(), 0xE220_A839_7B1D_CDAF, "the published value");
        assert_eq!(random.next(), 0x6E78_9E6A_A1B9_65F4, "the published value");
    }

    #[test]
    fn the_first_rank_is_picked_most_often() {
        let ranks = Ranks::new(4, 1.0);
        let mut random = SplitMix64::new(7);
        let mut picked = [0; 4];
        (0..10_000).for_each(|_| picked[ranks.pick(&mut random)] += 1);
        assert!(picked.is_sorted_by(|a, b| a > b), "{picked:?}");
    }

    #[test]
    fn weights_are_kept() {
        let mut random = SplitMix64::new(7);
        let heavy = (0..10_000).filter(|_| random.weighted(&[(true, 9), (false, 1)])).count();
        assert!((8_800..9_200).contains(&heavy), "{heavy}");
    }
}
