//! Just enough HTTP/1.1 for a proxy that changes nothing: a request's head and the length of its body.

use anyhow::{Context, Result, bail};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

const LARGEST_HEAD: usize = 64 * 1024;

/// A request's head, as it came.
pub struct Head {
    pub method: String,
    /// Path and query, untouched.
    pub target: String,
    lines: Vec<String>,
}

/// How a body ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Framing {
    Length(u64),
    Chunked,
}

/// Reads bytes that were already taken from the socket before those still in it.
pub struct Reader<R> {
    inner: R,
    buffer: Vec<u8>,
}

impl<R: AsyncRead + Unpin> Reader<R> {
    pub fn new(inner: R) -> Self {
        Self { inner, buffer: Vec::new() }
    }

    /// The next request's head, or `None` when the client has gone.
    pub async fn head(&mut self) -> Result<Option<Head>> {
        loop {
            if let Some(end) = find(&self.buffer, b"\r\n\r\n") {
                let head: Vec<u8> = self.buffer.drain(..end + 4).collect();
                return Head::parse(std::str::from_utf8(&head)?).map(Some);
            }
            if self.buffer.len() > LARGEST_HEAD {
                bail!("the head of a request is larger than {LARGEST_HEAD} bytes");
            }
            if !self.more().await? {
                return Ok(None);
            }
        }
    }

    /// Hands the body to `out`, byte for byte.
    pub async fn copy_body(&mut self, head: &Head, out: &mut (impl AsyncWrite + Unpin)) -> Result<()> {
        match head.framing()? {
            Framing::Length(length) => self.copy(length, out).await,
            Framing::Chunked => self.copy_chunks(out).await,
        }
    }

    async fn copy(&mut self, mut left: u64, out: &mut (impl AsyncWrite + Unpin)) -> Result<()> {
        while left > 0 {
            if self.buffer.is_empty() && !self.more().await? {
                bail!("the request ended {left} bytes early");
            }
            let take = self.buffer.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            out.write_all(&self.buffer[..take]).await?;
            self.buffer.drain(..take);
            left -= take as u64;
        }
        Ok(())
    }

    async fn copy_chunks(&mut self, out: &mut (impl AsyncWrite + Unpin)) -> Result<()> {
        loop {
            let line = self.line().await?;
            let digits = line.split(';').next().unwrap_or_default().trim();
            let size = u64::from_str_radix(digits, 16).context("the size of a chunk")?;
            out.write_all(line.as_bytes()).await?;
            out.write_all(b"\r\n").await?;
            self.copy(size + 2, out).await?;
            if size == 0 {
                return Ok(());
            }
        }
    }

    async fn line(&mut self) -> Result<String> {
        loop {
            if let Some(end) = find(&self.buffer, b"\r\n") {
                let line: Vec<u8> = self.buffer.drain(..end + 2).collect();
                return Ok(String::from_utf8(line[..end].to_vec())?);
            }
            if !self.more().await? {
                bail!("the request ended within a chunk");
            }
        }
    }

    async fn more(&mut self) -> Result<bool> {
        Ok(self.inner.read_buf(&mut self.buffer).await? > 0)
    }
}

impl Head {
    fn parse(text: &str) -> Result<Self> {
        let mut lines = text.trim_end().split("\r\n");
        let mut first = lines.next().unwrap_or_default().split(' ');
        let (Some(method), Some(target)) = (first.next(), first.next()) else {
            bail!("not an HTTP request");
        };
        Ok(Self {
            method: method.to_owned(),
            target: target.to_owned(),
            lines: lines.map(str::to_owned).collect(),
        })
    }

    /// The head as it goes on: the same but for one thing, that the connection ends with the answer.
    pub fn with_close(&self) -> String {
        let kept = self.lines.iter().filter(|line| header(line, "connection").is_none());
        let mut text = format!("{} {} HTTP/1.1\r\nConnection: close\r\n", self.method, self.target);
        for line in kept {
            text.push_str(line);
            text.push_str("\r\n");
        }
        text + "\r\n"
    }

    fn framing(&self) -> Result<Framing> {
        let chunked = self.lines.iter().filter_map(|line| header(line, "transfer-encoding"));
        if chunked.into_iter().any(|value| value.eq_ignore_ascii_case("chunked")) {
            return Ok(Framing::Chunked);
        }
        match self.lines.iter().find_map(|line| header(line, "content-length")) {
            Some(length) => Ok(Framing::Length(length.parse().context("the length of a body")?)),
            None => Ok(Framing::Length(0)),
        }
    }
}

fn header<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let (found, value) = line.split_once(':')?;
    found.trim().eq_ignore_ascii_case(name).then(|| value.trim())
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]
    use super::*;

    #[tokio::test]
    async fn bodies_of_both_framings_pass_byte_for_byte() {
        let sent: &[u8] = b"PUT /a%2Fb?x= HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc\
            PUT /c HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\nGET / HTTP/1.1\r\n\r\n";
        let mut reader = Reader::new(sent);
        for (target, body) in [("/a%2Fb?x=", "abc"), ("/c", "2\r\nab\r\n0\r\n\r\n"), ("/", "")] {
            let head = reader.head().await.unwrap().unwrap();
            let mut out = Vec::new();
            reader.copy_body(&head, &mut out).await.unwrap();
            assert_eq!((head.target.as_str(), out.as_slice()), (target, body.as_bytes()));
        }
        assert!(reader.head().await.unwrap().is_none());
    }

    #[test]
    fn the_host_header_goes_on_unchanged() {
        let head =
            Head::parse("GET /x HTTP/1.1\r\nHost: 127.0.0.1:9\r\nconnection: keep-alive\r\n\r\n").unwrap();
        assert_eq!(head.with_close(), "GET /x HTTP/1.1\r\nConnection: close\r\nHost: 127.0.0.1:9\r\n\r\n");
    }
}
