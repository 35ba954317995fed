"""The words of the contract, each with the one meaning it has there."""

from __future__ import annotations

from typing import Final

GLOSSARY: Final = {
    "content, blob": "bytes that a store or a remote keeps under their digest",
    "descriptor": "what is known about a blob beforehand: media type, digest, size and more",
    "handler": "a function of a context and a descriptor; it returns children, or fails",
    "children": "the descriptors to visit next",
    "collaborator": "an object that a handler calls: ingester, fetcher, provider, pusher, reader "
    "or writer",
    "ingester": "opens a writer for a ref, a size and a digest",
    "fetcher, pusher": "open a reader from a remote, a writer to a remote, for a descriptor",
    "provider": "opens a reader of the store's content by its digest",
    "ingest": "one write operation; it outlives its writer until it is committed or aborted",
    "ref, ref key": "the name of an ingest, which one writer at a time can have open",
    "offset": "how many bytes an ingest holds already, as Status reports; a copy begins there",
    "plain, seekable, read-at": "a source that only runs forwards; one that can be moved; one "
    "that can be read at any offset",
    "exists, locked, not found": "the error classes that a handler has to tell apart",
    "reset": "the error by which a writer asks for another round, from the offset that Status "
    "reports",
    "invalid argument, unexpected end, failed precondition": "further error classes: a value that "
    "cannot be right; a source that ends too early; an ingest that is not what was asked for",
    "skip, stop": "signals of a handler in a walk: leave out the children; end the chain",
    "comes out": "the handler fails with that error, bare or wrapped as is usual in the language. "
    "*Itself*: that very error can be found inside the error with which the handler fails. *Of the "
    "same class*: an error of its class can be found inside.",
    "registry": "a server that keeps images, which clients pull and push by HTTP",
    "client": "a command or a library that pulls images from a registry, or pushes them to one",
    "context": "carries cancellation, values and a logger from the caller to the collaborators",
}
