package dev.gatehouse.auth.grant.consent;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.Authentication;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Shows people whom they have let in, and lets them end it. */
@Controller
class ApplicationsPage {

    private static final String PATH = "/applications";

    private final Applications applications;

    ApplicationsPage(Applications applications) {
        this.applications = applications;
    }

    @GetMapping(PATH)
    String page(Authentication person, @RequestParam(required = false) @Nullable String ended, Model model) {
        model.addAttribute("applications", applications.of(UUID.fromString(person.getName())));
        model.addAttribute("ended", ended != null);
        return "applications";
    }

    @PostMapping(PATH)
    ResponseEntity<Void> end(Authentication person, @RequestParam UUID client) {
        applications.end(UUID.fromString(person.getName()), client);
        return ResponseEntity.status(HttpStatus.SEE_OTHER)
                .header(HttpHeaders.LOCATION, PATH + "?ended")
                .build();
    }
}
