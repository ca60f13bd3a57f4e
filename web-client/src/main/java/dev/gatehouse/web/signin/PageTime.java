package dev.gatehouse.web.signin;

import java.time.ZoneId;
import java.time.ZoneOffset;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;

/** The time zone in which pages tell the time: the same for everybody, and the one of the tokens. */
@ControllerAdvice
class PageTime {

    @ModelAttribute("utc")
    ZoneId utc() {
        return ZoneOffset.UTC;
    }
}
