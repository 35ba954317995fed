"""The words of the contract, each with the one meaning it has there."""

from __future__ import annotations

from typing import Final

GLOSSARY: Final = {
    "blob": "a sequence of bytes that is named by its digest",
    "content": "the bytes of a blob. A store or a remote has content from its Commit until its "
    "deletion",
    "store": "the local side: it keeps content and unfinished ingests",
    "remote": "the other side, such as a registry: content is fetched from it and pushed to it",
    "descriptor": "what is known about a blob beforehand: media type, digest, size and more",
    "known size, unknown size": "a size below 0 is unknown. In edition 2017-06 and for content "
    "stores, a size of 0 is unknown, too. Every other size is known",
    "context": "carries cancellation, values and a logger from the caller to the collaborators",
    "give up": "a caller gives up a call by cancelling the context of the call. With "
    "the pusher of a registry client in Python, it gives up a push by closing the writer without a "
    "Commit (REMOTE-9)",
    "handler": "a function that takes a context and a descriptor; it returns children, or fails",
    "call": "a call of a handler, unless the sentence or its section names another function, a "
    "store or a collaborator",
    "judging process": "the process of the harness, in which pytest runs. Implementations in "
    "Python run in it, too, unless they are behind `--remotes-command`",
    "children": "the descriptors that are to be handled next",
    "collaborator": "an object that a handler calls: an ingester, fetcher, provider, pusher, "
    "reader or writer",
    "ingester": "opens a writer for a ref, a size and a digest",
    "fetcher": "opens a reader of a blob at the remote, for a descriptor",
    "pusher": "opens a writer to the remote, for a descriptor",
    "provider": "opens a reader of content in the store, for a digest",
    "source": "the reader from which a copy takes its bytes",
    "copy": "the part of a call that moves the bytes. It begins when the writer is open and, if a "
    "source is needed, the source is open, too. It ends with a Commit that does not report "
    "*reset*, or when the call fails",
    "round": "a part of a copy. The first round begins with the copy, and each further one "
    "after a *reset*",
    "ingest": "the bytes written under a ref that are not content yet. It stays when its writer "
    "is closed, until a Commit succeeds or reports *exists*, or until it is aborted",
    "ref, ref key": "a ref is the name of an ingest. One writer at a time can have it open. A ref "
    "key is the ref that `MakeRefKey` makes for a descriptor",
    "offset": "how many bytes an ingest already holds, as Status reports; a copy begins there",
    "plain, seekable, read-at": "kinds of sources. A plain source can only be read forwards, a "
    "seekable one can be moved (Seek), and a read-at one can be read at any offset (ReadAt)",
    "report (an error)": "a collaborator reports *exists* if its call fails with an error of that "
    "class, and likewise for the other classes",
    "exists, locked, not found": "error classes. *exists*: the content is there already. "
    "*locked*: another writer has the ref open. *not found*: there is no such content or ingest",
    "reset": "the error class by which a writer asks for another round, from the offset that "
    "Status then reports",
    "invalid argument": "the error class of a value that cannot be right",
    "unexpected end": "the error class of a source that ends too early",
    "failed precondition": "the error class of an ingest whose size or digest is not the expected "
    "one, and of a writer that is closed",
    "fail with": "a call fails with an error if the caller gets that error, bare or wrapped as is "
    "usual in the language. With an error *itself*: that very error can be found in what the "
    "caller gets. With an error *of the same class*: an error of that class can be found in it",
    "skip, stop": "signals of a handler (section WALK). *Skip*, to `walk` or `dispatch`: leave out "
    "the children of this descriptor. *Stop*, to a chain of handlers: end the chain. A handler "
    "signals by failing with an error of that class",
    "virtual time": "a clock in which waits take no real time. In the judging process it is used "
    "for handlers, functions over trees, collaborators of the user's own, clients that set "
    '`carrier = "requests"`, and stores (but not in scenarios with a power cut). Behind '
    "`--remotes-command` it is used for programs that declare `virtual-time`. Everything else runs "
    "in real time",
    "the original": "containerd's own code at the commit of edition 2017-06",
    "registry": "a server that keeps images, which clients pull and push by HTTP",
    "client": "a command or a library that pulls images from a registry, or pushes them to one",
    "operation": "one pull, push, fetch or other task that the harness gives a client",
}
