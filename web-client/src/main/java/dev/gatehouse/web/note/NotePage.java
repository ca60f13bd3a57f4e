package dev.gatehouse.web.note;

import java.util.List;

/** Some of the notes, newest first, as the API tells them. */
record NotePage(List<Note> notes, int page, int size, long total) {

    /** Refuses an answer that is none: without notes there would be no page to show. */
    NotePage {
        notes = List.copyOf(notes);
    }

    // Public for the template, as are those of other view records.
    public boolean hasNext() {
        return (page + 1L) * size < total;
    }

    /** Tells whether there are notes, but none as far back as this. */
    boolean isBeyondTheLast() {
        return notes.isEmpty() && total > 0 && size > 0;
    }

    long last() {
        return (total - 1) / size;
    }
}
