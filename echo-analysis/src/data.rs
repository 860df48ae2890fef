//! What speaks for bytes being data rather than code. Called by [`crate::guess`] and [`crate::sweep`], which look at bytes that nothing certain leads to.

use echo_abi::Rule;

/// Whether bytes that the decoder refuses under this rule are more likely data: no compiler emits such instructions,
/// while text and numbers often decode to them (the letters `l` to `o` are port I/O).
pub(crate) fn is_refused_like_data(rule: Rule) -> bool {
    matches!(
        rule,
        Rule::InvalidEncoding
            | Rule::RunsOff
            | Rule::PortIo
            | Rule::Privileged
            | Rule::FarTransfer
            | Rule::AmbiguousPrefix
    )
}

/// Whether `bytes` start with a zero-terminated text of at least 4 letters, or a long one.
pub(crate) fn is_string(bytes: &[u8]) -> bool {
    let letters =
        bytes.iter().take(16).take_while(|b| matches!(b, b'\t' | b'\n' | b'\r' | 0x20..=0x7e)).count();
    letters == 16 || (letters >= 4 && bytes.get(letters) == Some(&0))
}

/// Whether the instruction is `add [rax], al`, encoded as two zero bytes: zeroes, not code.
pub(crate) fn is_zeroes(bytes: &[u8]) -> bool {
    bytes.starts_with(&[0, 0])
}
