package dev.gatehouse.resource.note;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;

/**
 * What somebody writes.
 *
 * @param title a line
 * @param body the text
 */
record NoteText(
        @NotNull
        @Size(max = 200)
        @Pattern(regexp = STORABLE, message = NOT_STORABLE)
        @Pattern(regexp = VISIBLE, message = "must not be blank")
        String title,

        @NotNull @Size(max = 20_000) @Pattern(regexp = STORABLE, message = NOT_STORABLE)
        String body) {

    /** PostgreSQL stores any text but this one character, and what is no text: halves of surrogate pairs. */
    private static final String STORABLE = "[^\\x00\\ud800-\\udfff]*";

    /** Spaces of all scripts, fillers and marks of direction show nothing. */
    private static final String VISIBLE = "(?s).*[^\\p{Z}\\p{Cc}\\p{Cf}\\u115f\\u1160\\u2800\\u3164\\uffa0].*";

    private static final String NOT_STORABLE = "must not contain NUL characters or unpaired surrogates";
}
