package dev.gatehouse.resource.note;

import java.time.Instant;
import java.util.UUID;
import org.springframework.data.annotation.Id;
import org.springframework.data.annotation.Version;

/**
 * A note.
 *
 * @param owner whose it is; see {@link Owner}
 * @param version counts the changes, so that two who change one note at once are told
 */
record Note(
        @Id UUID id,
        String owner,
        String title,
        String body,
        Instant createdAt,
        Instant updatedAt,
        @Version int version) {

    static Note write(String owner, NoteText text, Instant now) {
        return new Note(UUID.randomUUID(), owner, text.title(), text.body(), now, now, 0);
    }

    Note rewrite(NoteText text, Instant now) {
        return new Note(id, owner, text.title(), text.body(), createdAt, now, version);
    }
}
