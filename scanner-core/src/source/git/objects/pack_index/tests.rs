//! Sound indexes give what they hold; damaged ones give an error, or no more than fits the file.

use super::*;
use proptest::prelude::*;
use std::fs;

/// Ids that share first bytes, each with an offset; some offsets need 64 bits.
fn sample(count: u32, format: ObjectFormat) -> Vec<(ObjectId, Row)> {
    let id = |number: u32| {
        let mut bytes = vec![(number / 300) as u8; format.bytes()];
        bytes[1..5].copy_from_slice(&number.to_be_bytes());
        ObjectId::from_bytes(&bytes).expect("an id")
    };
    let offset = |number: u32| if number % 7 == 3 { 1 << 40 | u64::from(number) } else { u64::from(number) * 50 + 12 };
    (0..count).map(|number| (id(number), Row { offset: offset(number), crc: Some(number ^ 0x5555) })).collect()
}

fn width(rows: &[(ObjectId, Row)]) -> usize {
    rows.first().map_or(20, |(id, _)| id.as_bytes().len())
}

fn fanout(rows: &[(ObjectId, Row)]) -> Vec<u8> {
    let upto = |first: u8| rows.iter().filter(|(id, _)| id.as_bytes()[0] <= first).count() as u32;
    (0..=u8::MAX).flat_map(|first| upto(first).to_be_bytes()).collect()
}

fn version_2(rows: &[(ObjectId, Row)]) -> Vec<u8> {
    let mut bytes = [&b"\xfftOc\0\0\0\x02"[..], &fanout(rows)].concat();
    rows.iter().for_each(|(id, _)| bytes.extend_from_slice(id.as_bytes()));
    rows.iter().for_each(|(_, row)| bytes.extend_from_slice(&row.crc.unwrap_or_default().to_be_bytes()));
    let mut large = Vec::new();
    for (_, row) in rows {
        let small = u32::try_from(row.offset).unwrap_or_else(|_| {
            large.push(row.offset);
            IS_LARGE | (large.len() - 1) as u32
        });
        bytes.extend_from_slice(&small.to_be_bytes());
    }
    large.iter().for_each(|offset| bytes.extend_from_slice(&offset.to_be_bytes()));
    bytes.extend_from_slice(&vec![9; 2 * width(rows)]);
    bytes
}

fn version_1(rows: &[(ObjectId, Row)]) -> Vec<u8> {
    let mut bytes = fanout(rows);
    for (id, row) in rows {
        bytes.extend_from_slice(&(row.offset as u32).to_be_bytes());
        bytes.extend_from_slice(id.as_bytes());
    }
    bytes.extend_from_slice(&vec![9; 2 * width(rows)]);
    bytes
}

fn open(bytes: &[u8], format: ObjectFormat) -> Result<PackIndex, String> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("pack.idx");
    fs::write(&file, bytes).expect("written");
    PackIndex::open(&file, format)
}

fn rows(index: &PackIndex) -> Result<Vec<Row>, String> {
    let mut rows = Vec::new();
    index.rows(|row| rows.push(row)).map_err(|error| error.to_string())?;
    Ok(rows)
}

#[test]
fn both_versions_give_what_they_hold() {
    let formats = [ObjectFormat::Sha1, ObjectFormat::Sha256];
    for (count, format) in
        [1, 300, 1000, READ_ROWS + 1].into_iter().flat_map(|count| formats.map(|format| (count, format)))
    {
        let sample = sample(count, format);
        for (bytes, version) in [(version_1(&sample), 1), (version_2(&sample), 2)] {
            let index = open(&bytes, format).expect("sound");
            assert_eq!((index.len(), &index.pack_checksum), (count, &vec![9; format.bytes()]));
            let ids = index.ids().expect("sound");
            assert_eq!(ids.len(), sample.len());
            assert!(sample.iter().enumerate().all(|(at, (id, _))| ids.get(at) == *id));
            let expected = sample.iter().map(|(_, row)| match version {
                1 => Row { offset: u64::from(row.offset as u32), crc: None },
                _ => *row,
            });
            assert_eq!(rows(&index), Ok(expected.collect()));
            for (at, (id, _)) in sample.iter().enumerate().step_by(97) {
                let row = index.find(id).expect("sound").expect("it is there");
                assert_eq!(
                    (row, index.offset_of(row).expect("sound")),
                    (at as u32, rows(&index).expect("sound")[at].offset)
                );
            }
            assert_eq!(
                index.find(&ObjectId::from_bytes(&vec![1; format.bytes()]).expect("an id")).expect("sound"),
                None
            );
        }
    }
}

#[test]
fn a_cut_index_is_refused() {
    for bytes in [version_1(&sample(400, ObjectFormat::Sha1)), version_2(&sample(400, ObjectFormat::Sha1))] {
        for length in (0..bytes.len()).step_by(11).chain([bytes.len() - 1]) {
            let read = open(&bytes[..length], ObjectFormat::Sha1).and_then(|index| rows(&index));
            assert!(read.is_err(), "{length} of {} bytes", bytes.len());
        }
        assert!(open(&[&bytes[..], b"x"].concat(), ObjectFormat::Sha1).is_err());
    }
}

#[test]
fn an_index_that_lies_is_refused() {
    let sound = version_2(&sample(400, ObjectFormat::Sha1));
    let with = |at: usize, bytes: &[u8]| {
        let mut lying = sound.clone();
        lying[at..at + bytes.len()].copy_from_slice(bytes);
        lying
    };
    let huge = u32::MAX.to_be_bytes();
    assert_eq!(
        open(&with(4, &3u32.to_be_bytes()), ObjectFormat::Sha1).expect_err("version"),
        "its version 3 is not known"
    );
    assert_eq!(open(&with(8, &huge), ObjectFormat::Sha1).expect_err("counts"), "its counts don't rise");
    assert_eq!(open(&with(8 + 255 * 4, &huge), ObjectFormat::Sha1).expect_err("count"), "it is cut");
    let offsets = 8 + FANOUT_BYTES + 400 * 24;
    let index = open(&with(offsets, &huge), ObjectFormat::Sha1).expect("only a row is wrong");
    assert_eq!(rows(&index), Err("it names an offset that it does not have".to_owned()));
}

#[test]
fn ids_in_no_order_are_not_found_and_end_the_search() {
    let mut rows = sample(2000, ObjectFormat::Sha1);
    rows.iter_mut().for_each(|(id, _)| *id = ObjectId::from_bytes(&[0; 20]).expect("20 bytes"));
    let index = open(&version_2(&rows), ObjectFormat::Sha1).expect("the tables fit");
    assert!(index.find(&rows[0].0).expect("read").is_some());
    assert_eq!(index.find(&sample(2, ObjectFormat::Sha1)[1].0).expect("read"), None);
}

proptest! {
    #[test]
    fn damage_is_an_error_or_fits_the_file(old: bool, at: prop::sample::Index, bytes in prop::collection::vec(any::<u8>(), 1..9)) {
        let sample = sample(700, ObjectFormat::Sha1);
        let mut damaged = if old { version_1(&sample) } else { version_2(&sample) };
        let at = at.index(damaged.len() - bytes.len());
        damaged[at..at + bytes.len()].copy_from_slice(&bytes);
        if let Ok(index) = open(&damaged, ObjectFormat::Sha1) {
            prop_assert!(u64::from(index.len()) * 24 < damaged.len() as u64);
            prop_assert_eq!(index.ids().expect("it is all there").len(), index.len() as usize);
            prop_assert!(rows(&index).is_err() || rows(&index).is_ok_and(|rows| rows.len() == index.len() as usize));
            for (id, _) in &sample {
                prop_assert!(index.find(id).expect("it is all there").is_none_or(|row| row < index.len()));
            }
        }
    }
}
