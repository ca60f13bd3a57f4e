package dev.gatehouse.web.note;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the visitor writes. Browsers send the end of a line as two characters, which would count as two. */
record NoteText(
        @NotNull @Size(max = LONGEST_TITLE) @Pattern(regexp = VISIBLE)
        String title,

        @Size(max = LONGEST_BODY) String body) {

    /** As the API has it: spaces of all scripts, fillers and marks of direction show nothing. */
    private static final String VISIBLE = "(?s).*[^\\p{Z}\\p{Cc}\\p{Cf}\\u115f\\u1160\\u2800\\u3164\\uffa0].*";

    private static final int LONGEST_TITLE = 200;
    private static final int LONGEST_BODY = 20_000;

    NoteText {
        body = Objects.requireNonNullElse(body, "").replace("\r\n", "\n");
    }

    static NoteText empty() {
        return new NoteText("", "");
    }

    /** Makes a text of what a form brought; empty where that could not be kept in any case. */
    static Optional<NoteText> of(@Nullable String title, @Nullable String body) {
        return title == null || body == null
                ? Optional.empty()
                : Optional.of(new NoteText(title, body))
                        .filter(text -> text.title().length() <= LONGEST_TITLE
                                && text.body().length() <= LONGEST_BODY);
    }
}
