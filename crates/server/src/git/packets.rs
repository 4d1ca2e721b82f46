//! git's pkt-lines: four hexadecimal digits of length, then the rest.

/// A packet at the beginning of some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packet<'a> {
    /// Something; and how many bytes it took.
    Data(&'a [u8], usize),
    /// `0000`, which ends a list; or another special one.
    Flush,
    /// More bytes are needed.
    Partial,
    /// No packet at all.
    Bad,
}

/// Reads the packet at the beginning.
pub(super) fn packet(bytes: &[u8]) -> Packet<'_> {
    let Some(head) = bytes.get(..4) else {
        return Packet::Partial;
    };
    let digits = head.iter().all(u8::is_ascii_hexdigit);
    let text = std::str::from_utf8(head).unwrap_or_default();
    match usize::from_str_radix(text, 16) {
        Ok(0) if digits => Packet::Flush,
        Ok(len) if digits && len >= 4 => match bytes.get(4..len) {
            Some(data) => Packet::Data(data, len),
            None => Packet::Partial,
        },
        _ => Packet::Bad,
    }
}

/// The most that one packet of a side band carries.
const LARGEST: usize = 65_515;

/// Appends a packet.
pub(super) fn put(out: &mut Vec<u8>, data: &[u8]) {
    out.extend(format!("{:04x}", data.len() + 4).bytes());
    out.extend(data);
}

/// Appends packets of a side band.
pub(super) fn put_band(out: &mut Vec<u8>, band: u8, data: &[u8]) {
    for part in data.chunks(LARGEST) {
        let mut packet = vec![band];
        packet.extend(part);
        put(out, &packet);
    }
}

/// What ends a list.
pub(super) const FLUSH: &[u8] = b"0000";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_are_read_as_git_writes_them() {
        assert_eq!(packet(b"0006a\nrest"), Packet::Data(b"a\n", 6));
        assert_eq!(packet(b"0004"), Packet::Data(b"", 4));
        assert_eq!(packet(b"0000PACK"), Packet::Flush);
        for partial in ["", "00", "0006a"] {
            assert_eq!(packet(partial.as_bytes()), Packet::Partial, "{partial}");
        }
        for bad in ["0001", "0003", "zzzz", "+006ab", "PACK"] {
            assert_eq!(packet(bad.as_bytes()), Packet::Bad, "{bad}");
        }
    }
}
