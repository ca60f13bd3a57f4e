package dev.gatehouse.e2e;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import dev.gatehouse.local.Facts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a person does: sign in, allow, write, stay signed in without noticing, be signed out and told why. Leaves a
 * screenshot of each page, at desktop and phone width, light and dark, in {@code target/screenshots}.
 */
class JourneyTests {

    private static final Path SCREENSHOTS = RunningSystem.PROJECT.resolve("e2e/target/screenshots");
    private static final List<String> SERIOUS = List.of("serious", "critical");

    private static Browser browser;

    private BrowserContext context;
    private Page page;
    private final List<String> complaints = new ArrayList<>();

    @BeforeAll
    static void startBrowser() {
        browser = Browser.start();
    }

    @AfterAll
    static void closeBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void sessionLivesByItsTokensAndEndsWithThem() {
        open();
        visit("/");
        inspect("start");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sign in"))
                .click();
        inspect("sign-in");
        signIn("wrong password");
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("wrong");
        inspect("sign-in-refused");
        signIn(RunningSystem.facts().accounts().getFirst().password());
        inspect("consent");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Allow"))
                .click();
        assertThat(page).hasURL(Pattern.compile(".*/(\\?continue)?$"));
        inspect("start-signed-in");
        page.navigate(RunningSystem.facts().issuer() + "/connect/logout");
        assertThat(page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign out")))
                .isVisible();
        inspect("sign-out");

        visit("/notes");
        writeNote("Milk", "and eggs");
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Milk")))
                .isVisible();
        inspect("notes");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Change Milk"))
                .first()
                .click();
        inspect("note");

        visit("/token");
        assertThat(page.locator("#access-token .pill")).containsText("genuine");
        assertThat(page.locator("#id-token .pill")).containsText("genuine");
        inspect("tokens");
        tryForgery();
        assertNothingInBrowserStorage();

        var before = refreshes();
        page.waitForTimeout(11_000); // the access token lives 10 s
        visit("/notes");
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Milk")))
                .isVisible();
        assertThat(refreshes()).isEqualTo(before + 1);

        page.waitForTimeout(11_000);
        twoTabsAtOnce();
        assertThat(refreshes()).isEqualTo(before + 2);

        page.waitForTimeout(63_000); // the refresh token lives 60 s
        visit("/notes");
        assertThat(page).hasURL(Pattern.compile(".*/signed-out\\?reason=expired"));
        assertThat(page.locator("#reason")).containsText("expired");
        inspect("signed-out");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sign in again"))
                .click();
        visit("/notes");
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Milk")))
                .isVisible();

        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign out"))
                .click();
        assertThat(page).hasURL(Pattern.compile(".*/signed-out.*"));
        visit("/notes");
        assertThat(page.getByLabel("User name")).isVisible();
        assertThat(complaints).isEmpty();
    }

    /** OpenID Connect Back-Channel Logout: the issuer tells the web client, in whatever browser that is. */
    @Test
    void signOutAtTheIssuerEndsTheSessionHere() {
        open();
        visit("/notes");
        signInAsGrace();
        allowIfAsked();
        visit("/notes");
        assertThat(page.getByLabel("Title")).isVisible();
        page.navigate(RunningSystem.facts().issuer() + "/sign-out");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign out"))
                .click();

        await().atMost(Duration.ofSeconds(15)).untilAsserted(() -> {
            visit("/");
            assertThat(page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Sign in")))
                    .isVisible();
        });
    }

    /** RFC 9470: the API wants a fresh sign-in, the visitor gives it, and goes on. */
    @Test
    void deletionAfterAWhileAsksToSignInAgain() {
        open();
        visit("/notes");
        signInAsGrace();
        allowIfAsked();
        visit("/notes");
        writeNote("To be deleted", "soon");
        page.waitForTimeout(11_000); // the API lets nobody delete whose sign-in is older than 10 s
        askToDelete("To be deleted");
        inspect("deletion");
        confirmDeletion();
        assertThat(page.getByLabel("User name")).isVisible();
        signInAsGrace();
        page.waitForURL(address -> address.startsWith(RunningSystem.facts().webClient()));
        visit("/notes");
        askToDelete("To be deleted");
        confirmDeletion();
        assertThat(page.getByRole(AriaRole.STATUS)).containsText("Deleted");
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("To be deleted")))
                .isHidden();
    }

    @Test
    void deviceIsLetInOnItsCode() throws Exception {
        var device = RegisteredApp.device();
        var begun = device.post("device_authorization_endpoint", Map.of("scope", "openid notes.read"));
        open();
        page.navigate(begun.text("verification_uri"));
        signInAsGrace();
        inspect("device");
        page.getByLabel("Code").fill("BCDF-GHJK");
        next();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("not known");
        inspect("device-unknown");
        page.getByLabel("Code").fill(begun.text("user_code").toLowerCase(Locale.ROOT));
        next();
        assertThat(page.locator("h1")).containsText("A television");
        inspect("device-confirm");
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Let it in"))
                .click();
        assertThat(page.locator("h1")).containsText("The device is in");
        inspect("device-done");
        var tokens = device.token(Map.of(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:device_code",
                "device_code",
                begun.text("device_code")));
        assertThat(tokens.status()).isEqualTo(200);
    }

    private void next() {
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Next"))
                .click();
    }

    /** Somebody else than the one whose whole journey is told above, where it matters what was allowed before. */
    private void signInAsGrace() {
        signIn(
                RunningSystem.facts().accounts().getLast(),
                RunningSystem.facts().accounts().getLast().password());
    }

    private void allowIfAsked() {
        var allow = page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Allow"));
        page.waitForLoadState();
        if (allow.count() > 0) {
            allow.click();
        }
    }

    private void askToDelete(String title) {
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Delete " + title))
                .first()
                .click();
    }

    private void confirmDeletion() {
        page.locator("#deletion button").click();
    }

    @Test
    void pagesSpeakTheVisitorsLanguage() {
        open();
        visit("/?lang=de");
        assertThat(page.locator("html")).hasAttribute("lang", "de");
        assertThat(page.locator("h1")).containsText("Zwei Token");
        inspect("start-german");
        visit("/?lang=zh");
        assertThat(page.locator("h1")).containsText("两个令牌");
        inspect("start-chinese");
        page.navigate(RunningSystem.facts().issuer() + "/login?lang=de");
        assertThat(page.locator("h1")).containsText("Anmelden");
    }

    @Test
    void badRequestGetsPageOfOurOwn() {
        open();
        page.navigate(RunningSystem.facts().issuer() + "/oauth2/authorize?response_type=code&client_id=nobody");
        assertThat(page.locator("h1")).containsText("not valid");
        inspect("error");
    }

    private void open() {
        context = browser.get().newContext(new com.microsoft.playwright.Browser.NewContextOptions().setLocale("en-GB"));
        context.setDefaultTimeout(15_000);
        page = context.newPage();
        page.onConsoleMessage(message -> {
            if (message.type().equals("error") && !message.text().contains("the server responded with a status")) {
                complaints.add(message.text());
            }
        });
    }

    private void visit(String address) {
        page.navigate(RunningSystem.facts().webClient() + address);
    }

    private void signIn(String password) {
        signIn(RunningSystem.facts().accounts().getFirst(), password);
    }

    private void signIn(Facts.Account account, String password) {
        page.getByLabel("User name").fill(account.username());
        page.getByLabel("Password").fill(password);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Sign in"))
                .click();
    }

    private void writeNote(String title, String body) {
        page.getByLabel("Title").fill(title);
        page.getByLabel("Text").fill(body);
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Save"))
                .click();
    }

    private void tryForgery() {
        var payload = page.locator("#payload");
        payload.fill(payload.inputValue().replaceFirst("\"exp\" : \\d+", "\"exp\" : 4102444800"));
        page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Send the copy"))
                .click();
        assertThat(page.locator("#result")).containsText("refused");
        assertThat(page.locator("#result")).containsText("invalid_token");
        inspect("tokens-forgery-refused");
    }

    private void assertNothingInBrowserStorage() {
        assertThat(page.evaluate("localStorage.length + sessionStorage.length")).isEqualTo(0);
        assertThat(context.cookies()).allMatch(cookie -> cookie.httpOnly && !cookie.value.startsWith("eyJ"));
    }

    private int refreshes() {
        visit("/token");
        return page.locator("#history tbody tr").count() - 1;
    }

    private void twoTabsAtOnce() {
        var other = context.newPage();
        var address = RunningSystem.facts().webClient() + "/notes";
        page.evaluate("address => { location.href = address }", address);
        other.navigate(address);
        page.waitForURL(address);
        assertThat(page.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Milk")))
                .isVisible();
        assertThat(other.getByRole(AriaRole.HEADING, new Page.GetByRoleOptions().setName("Milk")))
                .isVisible();
        other.close();
    }

    private void inspect(String name) {
        for (var scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
            for (int width : new int[] {1280, 390}) {
                page.setViewportSize(width, 900);
                page.screenshot(new Page.ScreenshotOptions()
                        .setFullPage(true)
                        .setPath(SCREENSHOTS.resolve(
                                name + "-" + scheme.name().toLowerCase(Locale.ROOT) + "-" + width + ".png")));
                assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                        .as(name + " fits " + width)
                        .isEqualTo(true);
            }
            var violations = new AxeBuilder(page)
                    .analyze().getViolations().stream()
                            .filter(violation -> SERIOUS.contains(violation.getImpact()))
                            .map(violation -> violation.getId() + ": " + violation.getNodes())
                            .toList();
            assertThat(violations).as(name + " in " + scheme).isEmpty();
        }
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
        page.setViewportSize(1280, 900);
    }
}
