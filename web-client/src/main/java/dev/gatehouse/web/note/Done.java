package dev.gatehouse.web.note;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/** What has just been done, for the page after it to tell once. */
enum Done {
    SAVED,
    DELETED;

    private static final String ATTRIBUTE = "done";

    void tellNext(HttpServletRequest request) {
        request.getSession().setAttribute(ATTRIBUTE, name());
    }

    /** Returns the name of what a page has to tell, if anything, and forgets it. */
    static @Nullable String take(HttpServletRequest request) {
        var session = request.getSession();
        var told = session.getAttribute(ATTRIBUTE);
        if (told == null) {
            return null;
        }
        session.removeAttribute(ATTRIBUTE);
        return told.toString();
    }
}
