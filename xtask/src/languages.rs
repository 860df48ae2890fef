//! Renders the languages of docs/languages.md from `samples/languages/languages.toml`, which the tests take their lines from, too.

/// The document whose generated block is replaced, relative to echo-abi.
pub const DOCUMENT: &str = "../docs/languages.md";
/// What the block is made of, relative to echo-abi.
pub const LANGUAGES: &str = "../samples/languages/languages.toml";

const BEGIN: &str = "<!-- generated from samples/languages/languages.toml by `make generate`: begin -->\n";
const END: &str = "<!-- generated: end -->\n";

/// The document anew, from its present text and the text of the table.
///
/// # Errors
/// Where the document lacks the markers, or the table a key.
pub fn document(present: &str, languages: &str) -> Result<String, String> {
    let begin = present.find(BEGIN).ok_or_else(|| format!("{DOCUMENT} has no line {BEGIN:?}"))? + BEGIN.len();
    let length = present[begin..].find(END).ok_or_else(|| format!("{DOCUMENT} has no line {END:?}"))?;
    Ok(format!("{}{}{}", &present[..begin], block(languages)?, &present[begin + length..]))
}

/// A language, with what stands in the document.
struct Language<'a> {
    name: &'a str,
    directory: &'a str,
    tried: &'a str,
    get: &'a str,
    lines: Vec<&'a str>,
    know: &'a str,
    bytes: i64,
    gas: i64,
}

impl<'a> Language<'a> {
    fn of(row: &'a toml::Value) -> Option<Self> {
        let text = |key: &str| row.get(key)?.as_str();
        let number = |key: &str| row.get(key)?.as_integer();
        Some(Self {
            name: text("name")?,
            directory: text("directory")?,
            tried: text("tried")?,
            get: text("get")?,
            lines: row.get("lines")?.as_array()?.iter().map(toml::Value::as_str).collect::<Option<_>>()?,
            know: text("know")?,
            bytes: number("bytes")?,
            gas: number("gas")?,
        })
    }
}

fn block(languages: &str) -> Result<String, String> {
    let document: toml::Table = languages.parse().map_err(|error| format!("{LANGUAGES}: {error}"))?;
    let rows = document.get("language").and_then(toml::Value::as_array).ok_or("no language")?;
    let languages: Option<Vec<_>> = rows.iter().map(Language::of).collect();
    let languages = languages.ok_or_else(|| format!("{LANGUAGES}: a key is missing"))?;
    let mut out = String::from(
        "\n| language | tried with | contract file, bytes | gas of fib(20) |\n|---|---|---|---|\n",
    );
    for Language { name, tried, bytes, gas, .. } in &languages {
        out += &format!("| {name} | {tried} | {bytes} | {gas} |\n");
    }
    for Language { name, directory, get, lines, know, .. } in &languages {
        out += &format!("\n### {name}\n\n[The sample](../samples/languages/{directory}); {get}\n\n```sh\n");
        out += &lines.join("\n");
        out += "\n```\n";
        if !know.is_empty() {
            out += &format!("\nTo know: {know}\n");
        }
    }
    out += "\n";
    Ok(out)
}
