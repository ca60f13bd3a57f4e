package dev.gatehouse.resource.note;

import java.time.Instant;
import java.util.UUID;

/** A note as its owner sees it. */
record NoteView(UUID id, String title, String body, Instant createdAt, Instant updatedAt) {

    static NoteView of(Note note) {
        return new NoteView(note.id(), note.title(), note.body(), note.createdAt(), note.updatedAt());
    }
}
