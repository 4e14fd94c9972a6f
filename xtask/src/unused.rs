//! Code that the front end carries though nothing calls it. Each view without a type brings along how it would be taken
//! over piece by piece, behind a pointer that no linker sees through, and attributes how they would be if they came from a
//! `template!`. Pages here are taken over at one go (`hydrate_body`) and nothing is made by `template!`, so both are a
//! tenth of the program that never runs. It is cut out of the module before that is split: bodies become a trap, and
//! what they would call is forgotten.

use anyhow::{Context, Result, ensure};
use std::ops::Range;
use wasmparser::{
    BinaryReader, CodeSectionReader, ImportSectionReader, Name, NameSectionReader, RelocSectionReader,
    TypeRef,
};

/// In the linker's names of functions that nothing calls, with what is within them.
const UNUSED: [&str; 3] =
    ["8into_any13hydrate_async", "13into_any_attr13hydrate_async", "13into_any_attr21hydrate_from_template"];

/// What would call them.
const CALLERS: [&str; 2] = ["5mount12hydrate_lazy", "4view8template"];

const UNREACHABLE: u8 = 0x00;
const NOP: u8 = 0x01;
const END: u8 = 0x0b;

/// Cuts out of a module, as the linker leaves it, what never runs; gives how many bytes that is directly.
pub fn cut(module: &mut Vec<u8>) -> Result<usize> {
    let sections = sections(module)?;
    let unused = unused(module, &sections)?;
    let code = of_id(&sections, 10)?;
    for body in &unused {
        let body = &mut module[code.content.start + body.start..code.content.start + body.end];
        if let [locals, trap, nothing @ .., end] = body {
            (*locals, *trap, *end) = (0, UNREACHABLE, END);
            nothing.fill(NOP);
        }
    }
    let links = named(module, &sections, "reloc.CODE")?;
    let left = without(&module[links.content.clone()], &unused)?;
    module.splice(links.start..links.content.end, left);
    Ok(unused.iter().map(Range::len).sum())
}

/// One section of a module.
struct Section {
    id: u8,
    /// Where its head begins.
    start: usize,
    content: Range<usize>,
}

fn sections(module: &[u8]) -> Result<Vec<Section>> {
    let mut found = Vec::new();
    let mut reader = BinaryReader::new(&module[8..], 8);
    while !reader.eof() {
        let start = reader.original_position() as usize;
        let (id, size) = (reader.read_u8()?, reader.read_var_u32()? as usize);
        let from = reader.original_position() as usize;
        reader.read_bytes(size)?;
        found.push(Section { id, start, content: from..from + size });
    }
    Ok(found)
}

fn of_id(sections: &[Section], id: u8) -> Result<&Section> {
    sections.iter().find(|section| section.id == id).with_context(|| format!("no section {id}"))
}

/// A section of the linker's.
fn named<'a>(module: &[u8], sections: &'a [Section], name: &str) -> Result<&'a Section> {
    let is_it = |section: &&Section| {
        let mut reader = BinaryReader::new(&module[section.content.clone()], 0);
        section.id == 0 && reader.read_string().is_ok_and(|found| found == name)
    };
    sections.iter().find(is_it).with_context(|| format!("no section {name}"))
}

/// What stands in a section of the linker's behind its name.
fn behind_name(content: &[u8]) -> Result<BinaryReader<'_>> {
    let mut reader = BinaryReader::new(content, 0);
    reader.read_string()?;
    Ok(reader)
}

/// The bodies that never run, by their places in the code section.
fn unused(module: &[u8], sections: &[Section]) -> Result<Vec<Range<usize>>> {
    let section = |id| -> Result<BinaryReader<'_>> {
        Ok(BinaryReader::new(&module[of_id(sections, id)?.content.clone()], 0))
    };
    let imports: Vec<_> = ImportSectionReader::new(section(2)?)?.into_imports().collect::<Result<_, _>>()?;
    let imported = imports.iter().filter(|import| matches!(import.ty, TypeRef::Func(_))).count();
    let code: Result<Vec<_>, _> = CodeSectionReader::new(section(10)?)?.into_iter().collect();
    let bodies: Vec<Range<usize>> =
        code?.iter().map(|body| body.range()).map(|range| range.start as usize..range.end as usize).collect();
    let names = behind_name(&module[named(module, sections, "name")?.content.clone()])?;
    let mut found = Vec::new();
    for part in NameSectionReader::new(names) {
        let Name::Function(all) = part? else { continue };
        for named in all {
            let named = named?;
            ensure!(
                !CALLERS.iter().any(|caller| named.name.contains(caller)),
                "{} calls what is cut out as unused",
                named.name
            );
            let body = (named.index as usize).checked_sub(imported).and_then(|at| bodies.get(at));
            if UNUSED.iter().any(|name| named.name.contains(name)) {
                found.extend(body.filter(|body| body.len() >= 3).cloned());
            }
        }
    }
    found.sort_unstable_by_key(|body| body.start);
    Ok(found)
}

/// The section that tells what code calls, without what stands in these bodies.
fn without(content: &[u8], bodies: &[Range<usize>]) -> Result<Vec<u8>> {
    let links = RelocSectionReader::new(behind_name(content)?)?;
    let mut begins = Vec::new();
    let mut places = Vec::new();
    for link in links.entries().into_iter_with_offsets() {
        let (begin, link) = link?;
        begins.push(begin as usize);
        places.push(link.offset as usize);
    }
    begins.push(content.len());
    let is_cut = |place: &usize| {
        let at = bodies.partition_point(|body| body.end <= *place);
        bodies.get(at).is_some_and(|body| body.contains(place))
    };
    let kept: Vec<&[u8]> = begins
        .windows(2)
        .zip(&places)
        .filter(|(_, place)| !is_cut(place))
        .map(|(range, _)| &content[range[0]..range[1]])
        .collect();
    let mut body = Vec::new();
    write_text(&mut body, "reloc.CODE");
    write_number(&mut body, links.section_index());
    write_number(&mut body, u32::try_from(kept.len())?);
    body.extend(kept.concat());
    let mut section = vec![0];
    write_number(&mut section, u32::try_from(body.len())?);
    section.extend(body);
    Ok(section)
}

fn write_text(to: &mut Vec<u8>, text: &str) {
    write_number(to, text.len() as u32);
    to.extend_from_slice(text.as_bytes());
}

fn write_number(to: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        to.push(number as u8 | 0x80);
        number >>= 7;
    }
    to.push(number as u8);
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn section(id: u8, content: &[u8]) -> Vec<u8> {
        let mut all = vec![id];
        write_number(&mut all, content.len() as u32);
        all.extend_from_slice(content);
        all
    }

    fn custom(name: &str, content: &[u8]) -> Vec<u8> {
        let mut all = Vec::new();
        write_text(&mut all, name);
        all.extend_from_slice(content);
        section(0, &all)
    }

    /// Two functions that call each other, one of them unused.
    fn module(unused: &str) -> Vec<u8> {
        let body = [0x07, 0x00, 0x10, 0x80, 0x80, 0x80, 0x00, 0x0b];
        let code = [&[2][..], &body, &body].concat();
        let mut names = vec![2, 0];
        write_text(&mut names, "main");
        names.push(1);
        write_text(&mut names, unused);
        let names = [&[1][..], &[names.len() as u8][..], &names].concat();
        let links = [2, 2, 0, 4, 0, 0, 12, 0];
        let sections = [
            section(1, &[1, 0x60, 0, 0]),
            section(2, &[0]),
            section(3, &[2, 0, 0]),
            section(10, &code),
            custom("name", &names),
            custom("reloc.CODE", &links),
        ];
        [b"\0asm\x01\0\0\0".as_slice(), &sections.concat()].concat()
    }

    #[test]
    fn what_nothing_calls_becomes_a_trap_and_calls_nothing() {
        let mut cut_out = module("_ZN4core8into_any13hydrate_async17h0E");
        let whole = cut_out.clone();
        assert_eq!(cut(&mut cut_out).unwrap(), 7);
        let sections = sections(&cut_out).unwrap();
        let code = of_id(&sections, 10).unwrap().content.clone();
        assert_eq!(cut_out[code.clone()][..10], whole[code.clone()][..10], "what runs stays as it was");
        assert_eq!(cut_out[code][10..], [0, UNREACHABLE, NOP, NOP, NOP, NOP, END]);
        let links = &cut_out[named(&cut_out, &sections, "reloc.CODE").unwrap().content.clone()];
        assert_eq!(links[11..], [2, 1, 0, 4, 0], "one call is left");
    }

    #[test]
    fn what_something_may_call_is_never_cut() {
        let mut called = module("_ZN6leptos5mount12hydrate_lazy17h0E");
        assert!(cut(&mut called).is_err());
        let mut other = module("_ZN4core8into_any5build17h0E");
        let before = other.clone();
        assert_eq!(cut(&mut other).unwrap(), 0);
        assert_eq!(other, before);
    }
}
