//! The rows of a report as a picture: a squarified treemap (Bruls, Huizing, van Wijk, 2000) in SVG. Pure; the command calls it for `--report-svg`.
//!
//! What belongs together, by [`Kind`], is one rectangle, and its rows are rectangles in it; areas are as many bytes as the contract file has. The picture
//! needs nothing beside it: no font, no script, no style sheet of somebody else. The same rows give the same bytes.

use crate::report::{Kind, Row};
use echo_abi::{Printable, printable};
use std::fmt::Write as _;

/// Size of the picture, in pixels, and what of it stands above the map.
const WIDTH: f64 = 1200.0;
const HEIGHT: f64 = 800.0;
const HEADER: f64 = 32.0;

/// Size of the letters, and how much wider than high they are at most in the fonts that readers have.
const FONT: f64 = 12.0;
const LETTER: f64 = 0.62 * FONT;

/// More bytes of a name than this are not given, not even in a tooltip.
const MOST_OF_NAME: usize = 300;

/// A rectangle, in pixels.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Area {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// A row of the report, and where it is in the picture.
#[derive(Clone, Debug, PartialEq)]
pub struct Tile<'a> {
    /// The row.
    pub row: &'a Row,
    /// Its rectangle, whose area is proportional to its bytes.
    pub area: Area,
}

/// The rectangles of rows, which come as [`crate::report()`] gives them.
#[must_use]
pub fn tiles(rows: &[Row]) -> Vec<Tile<'_>> {
    let mut groups: Vec<Vec<&Row>> = Kind::ALL
        .into_iter()
        .map(|kind| rows.iter().filter(|row| row.kind == kind && row.bytes != 0).collect())
        .collect();
    groups.retain(|group: &Vec<&Row>| !group.is_empty());
    let sum = |group: &Vec<&Row>| group.iter().map(|row| row.bytes).sum::<u64>();
    groups.sort_by_key(|group| std::cmp::Reverse(sum(group)));
    let whole = Area { x: 0.0, y: HEADER, width: WIDTH, height: HEIGHT - HEADER };
    let sizes: Vec<u64> = groups.iter().map(sum).collect();
    let areas = squarify(&sizes, whole);
    let mut tiles = Vec::with_capacity(rows.len());
    for (group, area) in groups.into_iter().zip(areas) {
        let sizes: Vec<u64> = group.iter().map(|row| row.bytes).collect();
        let areas = squarify(&sizes, area);
        tiles.extend(group.into_iter().zip(areas).map(|(row, area)| Tile { row, area }));
    }
    tiles
}

/// Cuts `area` into rectangles for `sizes`, which fall and are not 0: rows along the shorter side, each as long as its rectangles get squarer by it.
fn squarify(sizes: &[u64], mut area: Area) -> Vec<Area> {
    let total = sizes.iter().sum::<u64>() as f64;
    let scale = area.width * area.height / total;
    let mut areas = Vec::with_capacity(sizes.len());
    let mut rest = sizes;
    while !rest.is_empty() {
        let side = area.width.min(area.height);
        let mut taken = 1;
        let mut sum = rest[0];
        while let Some(&next) = rest.get(taken) {
            // The least and the greatest of what is taken are its ends.
            let worst = |sum: u64, last: u64| worst_ratio(rest[0], last, sum, side, scale);
            if worst(sum + next, next) > worst(sum, rest[taken - 1]) {
                break;
            }
            (taken, sum) = (taken + 1, sum + next);
        }
        let is_last = taken == rest.len();
        let along_height = area.width >= area.height;
        // The last row is what is left, so that nothing is lost to rounding.
        let depth = match (is_last, along_height) {
            (true, true) => area.width,
            (true, false) => area.height,
            (false, _) => sum as f64 * scale / side,
        };
        let mut before = 0_u64;
        for &size in &rest[..taken] {
            let (from, to) =
                (side * (before as f64 / sum as f64), side * ((before + size) as f64 / sum as f64));
            areas.push(if along_height {
                Area { x: area.x, y: area.y + from, width: depth, height: to - from }
            } else {
                Area { x: area.x + from, y: area.y, width: to - from, height: depth }
            });
            before += size;
        }
        if along_height {
            (area.x, area.width) = (area.x + depth, area.width - depth);
        } else {
            (area.y, area.height) = (area.y + depth, area.height - depth);
        }
        rest = &rest[taken..];
    }
    areas
}

/// How far the least square of a row's rectangles is from one, at least 1.
fn worst_ratio(greatest: u64, least: u64, sum: u64, side: f64, scale: f64) -> f64 {
    let (greatest, least, sum) = (greatest as f64 * scale, least as f64 * scale, sum as f64 * scale);
    let (side, sum) = (side * side, sum * sum);
    (side * greatest / sum).max(sum / (side * least))
}

/// The picture: `title` above it, the names of rows as `name` gives them.
#[must_use]
pub fn svg(rows: &[Row], title: &str, name: impl Fn(&Row) -> String) -> String {
    let total: u64 = rows.iter().map(|row| row.bytes).sum();
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"{FONT}\">\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"#fff\"/>\n"
    );
    let _ = writeln!(
        text,
        "<text x=\"6\" y=\"21\" font-size=\"15\">{}</text>",
        xml(&format!("{title}: {total} bytes"))
    );
    let mut right = WIDTH - 6.0;
    for kind in Kind::ALL.into_iter().rev() {
        let bytes: u64 = rows.iter().filter(|row| row.kind == kind).map(|row| row.bytes).sum();
        if bytes == 0 {
            continue;
        }
        let label = format!("{} {bytes}", kind.label());
        right -= label.len() as f64 * LETTER;
        let _ = writeln!(text, "<text x=\"{right:.1}\" y=\"20\">{label}</text>");
        right -= 16.0;
        let _ = writeln!(
            text,
            "<rect x=\"{right:.1}\" y=\"10\" width=\"12\" height=\"12\" fill=\"{}\"/>",
            colour(kind)
        );
        right -= 12.0;
    }
    for Tile { row, area: Area { x, y, width, height } } in tiles(rows) {
        let name = match (&row.name, row.kind) {
            (Some(_), _) => name(row),
            (None, Kind::Headers | Kind::Interface) => row.kind.label().to_owned(),
            (None, _) => format!("{}, no symbol", row.kind.label()),
        };
        let (name, _) = printable::cut(&name, MOST_OF_NAME);
        let at = row.addr.map(|addr| format!(" at {addr}")).unwrap_or_default();
        let share = row.bytes as f64 * 100.0 / total as f64;
        let tip = format!("{name}{at}: {} bytes of {}, {share:.1} %", row.bytes, row.kind.label());
        // What is drawn in an inner picture ends at its edges, however wide a reader's letters are.
        let _ = writeln!(
            text,
            "<svg x=\"{x:.2}\" y=\"{y:.2}\" width=\"{width:.2}\" height=\"{height:.2}\"><title>{}</title>\
             <rect width=\"100%\" height=\"100%\" fill=\"{}\" stroke=\"#fff\"/>",
            xml(&tip),
            colour(row.kind)
        );
        let room = width - 8.0;
        let bytes = format!("{} bytes", row.bytes);
        let lines = [
            fitting(name, room)
                .or_else(|| fitting(last_part(name), room))
                .or_else(|| cut_to(last_part(name), room)),
            fitting(&bytes, room).or_else(|| fitting(&row.bytes.to_string(), room)),
        ];
        for (line, baseline) in lines.into_iter().zip([FONT + 4.0, 2.0 * FONT + 7.0]) {
            if let Some(line) = line.filter(|_| baseline + 4.0 <= height) {
                let _ = writeln!(text, "<text x=\"4\" y=\"{baseline}\">{}</text>", xml(&line));
            }
        }
        text.push_str("</svg>\n");
    }
    text.push_str("</svg>\n");
    text
}

/// How many letters there is room for.
fn letters(width: f64) -> usize {
    (0..MOST_OF_NAME).take_while(|count| (count + 1) as f64 * LETTER <= width).count()
}

/// The line, if there is room for it.
fn fitting(line: &str, width: f64) -> Option<String> {
    (line.chars().count() <= letters(width)).then(|| line.to_owned())
}

/// As much of a line as there is room for; `None` where that says nothing.
fn cut_to(line: &str, width: f64) -> Option<String> {
    let count = letters(width);
    (count >= 4).then(|| line.chars().take(count - 1).chain(['…']).collect())
}

/// What tells a function from its neighbours, of a name in C++ or Rust: what is behind its path, without its parameters.
fn last_part(name: &str) -> &str {
    let (mut depth, mut start) = (0_u32, 0);
    for (index, letter) in name.char_indices() {
        match letter {
            '(' if depth == 0 && index > start => return &name[start..index],
            '(' | '<' | '{' | '[' => depth += 1,
            ')' | '>' | '}' | ']' => depth = depth.saturating_sub(1),
            ':' if depth == 0 && name[index..].starts_with("::") => start = index + 2,
            _ => {}
        }
    }
    if start < name.len() { &name[start..] } else { name }
}

/// Light enough for black letters, and apart in brightness, too.
fn colour(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "#9ecae9",
        Kind::ReadOnly => "#b5dd9b",
        Kind::Data => "#ffcf87",
        Kind::Headers => "#d4d4d4",
        Kind::Interface => "#dcc3e8",
    }
}

/// Text of a file as text of an XML document.
fn xml(text: &str) -> String {
    let printable = Printable(text).to_string();
    printable.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use echo_abi::GuestAddr;

    fn rows(sizes: &[u64]) -> Vec<Row> {
        let row = |(index, &bytes): (usize, &u64)| Row {
            name: Some(format!("f{index}")),
            kind: Kind::ALL[index % Kind::ALL.len()],
            addr: Some(GuestAddr(0x1000)),
            bytes,
        };
        let mut rows: Vec<Row> = sizes.iter().enumerate().map(row).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.bytes));
        rows
    }

    /// Areas are as large as bytes say, none overlaps another, and together they are the picture.
    #[test]
    fn areas_are_bytes() {
        let many: Vec<u64> = (1..200).map(|n| n * n % 977 + 1).collect();
        for sizes in
            [&[1][..], &[5, 5], &[1000, 1], &[64, 120, 2000, 9, 1, 1, 3, 700], &many, &[1 << 40, 1, 1 << 20]]
        {
            let rows = rows(sizes);
            let tiles = tiles(&rows);
            assert_eq!(tiles.len(), sizes.len());
            let total: u64 = sizes.iter().sum();
            let whole = WIDTH * (HEIGHT - HEADER);
            for (index, Tile { row, area }) in tiles.iter().enumerate() {
                let wanted = row.bytes as f64 / total as f64 * whole;
                let is = area.width * area.height;
                assert!((is - wanted).abs() < 1e-6 * wanted + 1e-3, "{row:?}: {is}, not {wanted}");
                let epsilon = 1e-6;
                assert!(area.x >= -epsilon && area.x + area.width <= WIDTH + epsilon, "{area:?}");
                assert!(area.y >= HEADER - epsilon && area.y + area.height <= HEIGHT + epsilon, "{area:?}");
                for Tile { area: other, .. } in &tiles[..index] {
                    let apart = |a: f64, a_long: f64, b: f64, b_long: f64| {
                        a + a_long <= b + epsilon || b + b_long <= a + epsilon
                    };
                    assert!(
                        apart(area.x, area.width, other.x, other.width)
                            || apart(area.y, area.height, other.y, other.height),
                        "{area:?} and {other:?}"
                    );
                }
            }
        }
    }

    /// Of many rectangles of like sizes, none is a strip.
    #[test]
    fn rectangles_are_squarish() {
        let rows = rows(&[30; 100]);
        for Tile { area, .. } in tiles(&rows) {
            assert!((0.3..3.4).contains(&(area.width / area.height)), "{area:?}");
        }
    }

    #[test]
    fn names_are_cut_to_what_differs() {
        for (name, part) in [
            ("memcpy", "memcpy"),
            ("gallery::Gallery::view_of", "view_of"),
            ("(anonymous namespace)::Token::move(echo::text, long)", "move"),
            ("<core::fmt::Formatter>::pad", "pad"),
            ("{vtable(echo::contract)}", "{vtable(echo::contract)}"),
            ("a::b::", "a::b::"),
        ] {
            assert_eq!(last_part(name), part);
        }
    }

    #[test]
    fn names_are_text_and_not_markup() {
        let mut rows = rows(&[100]);
        rows[0].name = Some("operator<<(\"&\"</title><script>".to_owned());
        let svg = svg(&rows, "a<b.echo", |row| row.name.clone().unwrap_or_default());
        assert!(svg.contains("operator&lt;&lt;(&quot;&amp;&quot;") && !svg.contains("<script"), "{svg}");
        assert!(svg.contains("a&lt;b.echo: 100 bytes"), "{svg}");
        assert_eq!(super::svg(&[], "nothing", |_| String::new()).matches("<svg").count(), 1);
    }
}
