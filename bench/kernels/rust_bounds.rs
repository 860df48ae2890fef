//! Safe Rust, every index checked: shortest ways through a graph with a binary heap, and edit distances of byte strings. n is the
//! number of rounds.
#![no_std]

const NODES: usize = 1024;
const EDGES: usize = 6;
const WORDS: usize = 12;
const LETTERS: usize = 96;

/// xorshift64* (Vigna 2014), as `kernel.h` has it.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        let mut x = self.0;
        x ^= x >> 12;
        x ^= x << 25;
        x ^= x >> 27;
        self.0 = x;
        x.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    fn below(&mut self, bound: usize) -> usize {
        ((self.next() >> 32) % bound as u64) as usize
    }
}

/// As `kernel.h` has it.
fn fold(sum: u64, value: u64) -> u64 {
    let sum = (sum ^ value).wrapping_mul(0x100_0000_01b3);
    sum ^ (sum >> 29)
}

#[derive(Clone, Copy)]
struct Edge {
    to: u32,
    length: u32,
}

/// Nodes by distance, the nearest on top. A node whose distance has changed is in it more than once.
struct Heap {
    entries: [(u32, u32); NODES * EDGES],
    len: usize,
}

impl Heap {
    fn push(&mut self, entry: (u32, u32)) {
        let mut at = self.len;
        self.entries[at] = entry;
        self.len += 1;
        while at > 0 && self.entries[at] < self.entries[(at - 1) / 2] {
            self.entries.swap(at, (at - 1) / 2);
            at = (at - 1) / 2;
        }
    }

    fn pop(&mut self) -> Option<(u32, u32)> {
        let top = *self.entries[..self.len].first()?;
        self.len -= 1;
        self.entries[0] = self.entries[self.len];
        let mut at = 0;
        loop {
            let mut least = at;
            for child in [2 * at + 1, 2 * at + 2] {
                if child < self.len && self.entries[child] < self.entries[least] {
                    least = child;
                }
            }
            if least == at {
                return Some(top);
            }
            self.entries.swap(at, least);
            at = least;
        }
    }
}

/// Distances of all nodes from `start` (Dijkstra 1959).
fn distances(graph: &[[Edge; EDGES]], heap: &mut Heap, start: usize, distance: &mut [u32]) {
    distance.fill(u32::MAX);
    distance[start] = 0;
    heap.len = 0;
    heap.push((0, start as u32));
    while let Some((way, node)) = heap.pop() {
        if way > distance[node as usize] {
            continue;
        }
        for edge in &graph[node as usize] {
            let longer = way + edge.length;
            if longer < distance[edge.to as usize] {
                distance[edge.to as usize] = longer;
                heap.push((longer, edge.to));
            }
        }
    }
}

/// Letters to insert, delete or replace, to make one of the other (Levenshtein 1965).
fn edits(from: &[u8], to: &[u8]) -> usize {
    let mut row = [0; LETTERS + 1];
    for (i, cell) in row.iter_mut().enumerate() {
        *cell = i;
    }
    for i in 0..from.len() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for j in 0..to.len() {
            let replaced = diagonal + usize::from(from[i] != to[j]);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[to.len()]
}

// The drivers look for this name; it counts as unsafe since two functions could have it.
#[unsafe(no_mangle)]
extern "C" fn kernel(n: u64) -> u64 {
    let mut random = Random(1);
    let mut graph = [[Edge { to: 0, length: 0 }; EDGES]; NODES];
    for node in &mut graph {
        for edge in node {
            *edge = Edge { to: random.below(NODES) as u32, length: 1 + random.below(1000) as u32 };
        }
    }
    let mut words = [[0; LETTERS]; WORDS];
    for word in &mut words {
        for letter in word {
            *letter = b'a' + random.below(4) as u8;
        }
    }
    let mut heap = Heap { entries: [(0, 0); NODES * EDGES], len: 0 };
    let mut distance = [0; NODES];
    let mut sum = 0;
    for _ in 0..n {
        distances(&graph, &mut heap, random.below(NODES), &mut distance);
        for &way in &distance {
            sum = fold(sum, u64::from(way));
        }
        let (from, to) = (random.below(WORDS), random.below(WORDS));
        let (start, end) = (random.below(LETTERS / 2), LETTERS / 2 + random.below(LETTERS / 2));
        sum = fold(sum, edits(&words[from][start..end], &words[to]) as u64);
        let node = random.below(NODES);
        graph[node][random.below(EDGES)].to = random.below(NODES) as u32;
    }
    sum
}

/// Where a failed check would end. None does, for the checksum would be missing.
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}
