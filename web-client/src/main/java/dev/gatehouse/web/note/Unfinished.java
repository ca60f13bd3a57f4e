package dev.gatehouse.web.note;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * What somebody was about to do when a sign-in came in between: a note that was written, or one that was to be deleted.
 * The session keeps at most one such thing over the sign-in, for the same person only.
 *
 * @param person whose it is
 * @param note the note that was to be changed or deleted; none where it is a new one
 * @param text what was written; none where it was a deletion
 */
public record Unfinished(
        String person, @Nullable UUID note, @Nullable NoteText text) {

    private static final String ATTRIBUTE = "unfinished";
    private static final Pattern FORM =
            Pattern.compile("/notes(?:/(?<note>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?<delete>/delete)?)?");
    private static final JsonMapper JSON = new JsonMapper();

    /**
     * Reads what a request was to do. Its form says whose it is: with the session, that would be forgotten.
     *
     * @return empty where it is no form of ours, or nothing that could be a note
     */
    public static Optional<Unfinished> of(HttpServletRequest request) {
        var form = FORM.matcher(request.getRequestURI());
        var named = request.getParameter("person");
        var person = named == null ? request.getRemoteUser() : named;
        if (person == null || !"POST".equals(request.getMethod()) || !form.matches()) {
            return Optional.empty();
        }
        var id = form.group("note");
        var note = id == null ? null : UUID.fromString(id);
        return form.group("delete") == null
                ? NoteText.of(request.getParameter("title"), request.getParameter("body"))
                        .map(text -> new Unfinished(person, note, text))
                : Optional.of(new Unfinished(person, note, null));
    }

    /** Keeps this in the session of a request. */
    public void keep(HttpServletRequest request) {
        request.getSession().setAttribute(ATTRIBUTE, JSON.writeValueAsString(this));
    }

    /** Returns what the session of a request keeps for a person; what it keeps for somebody else is dropped. */
    public static Optional<Unfinished> in(HttpServletRequest request, String person) {
        var unfinished = kept(request).filter(kept -> kept.person().equals(person));
        if (unfinished.isEmpty()) {
            drop(request);
        }
        return unfinished;
    }

    /**
     * Forgets a deletion, whosever it is.
     *
     * @return whether there was one
     */
    public static boolean dropDeletion(HttpServletRequest request) {
        var deletion = kept(request).filter(kept -> kept.text() == null);
        deletion.ifPresent(_ -> drop(request));
        return deletion.isPresent();
    }

    private static Optional<Unfinished> kept(HttpServletRequest request) {
        var session = request.getSession(false);
        return session != null && session.getAttribute(ATTRIBUTE) instanceof String kept
                ? read(kept)
                : Optional.empty();
    }

    private static void drop(HttpServletRequest request) {
        var session = request.getSession(false);
        if (session != null) {
            session.removeAttribute(ATTRIBUTE);
        }
    }

    /** What another version of this program kept may look different; no sign-in shall fail for it. */
    private static Optional<Unfinished> read(String kept) {
        try {
            return Optional.of(JSON.readValue(kept, Unfinished.class));
        } catch (JacksonException _) {
            return Optional.empty();
        }
    }

    /** Takes out of the session what is to be done on a page: that of a note, or of all. */
    static Optional<Unfinished> take(HttpServletRequest request, @Nullable UUID note) {
        var person = request.getRemoteUser();
        var here = person == null
                ? Optional.<Unfinished>empty()
                : in(request, person)
                        .filter(unfinished -> unfinished.text() == null || Objects.equals(note, unfinished.note()));
        here.ifPresent(_ -> drop(request));
        return here;
    }

    /** Returns the page where it can be done. */
    public String address() {
        return text == null || note == null ? "/notes" : "/notes/" + note;
    }
}
