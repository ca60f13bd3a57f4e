package dev.gatehouse.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import tools.jackson.databind.json.JsonMapper;

/** What {@code bench/run} measures and shows; how fast anything is, no test says. */
@Isolated
class BenchmarkTests {

    private static final Path OUTPUT = RunningSystem.PROJECT.resolve("e2e/target/report");
    private static final Path SCREENSHOTS = RunningSystem.PROJECT.resolve("e2e/target/screenshots");
    private static final List<String> WORKLOADS = List.of(
            "client-credentials",
            "refresh",
            "code",
            "introspection",
            "userinfo",
            "jwks",
            "discovery",
            "api",
            "api-new-token");

    @Test
    void allWorkloadsAreMeasuredWithoutErrorsAndShown() throws Exception {
        var printed = run("--connections", "2", "--warm-up", "1", "--time", "1", "--output", OUTPUT.toString());
        assertThat(printed).contains("ratio", "report.html");

        var measured = JsonMapper.shared()
                .readTree(Files.readString(OUTPUT.resolve("report.json")))
                .get("measurements");
        var workloads = new ArrayList<String>();
        for (var each : measured) {
            workloads.add(each.get("workload").asString());
            assertThat(each.get("errors").isEmpty()).as(each.toString()).isTrue();
            assertThat(each.get("perSecond").asDouble()).as(each.toString()).isPositive();
            assertThat(each.get("cpuMicrosPerOperation").asDouble())
                    .as(each.toString())
                    .isPositive();
        }
        assertThat(workloads).containsExactlyElementsOf(WORKLOADS);
        assertPageShowsPlots();
    }

    @Test
    void stormEndsWithNewTokensForEverybody() throws Exception {
        assertThat(run("--storm", "200")).contains("200 clients refreshed", "errors {}");
    }

    @Test
    void overloadIsAnsweredOrRefusedAndNothingElse() throws Exception {
        assertThat(run("--warm-up", "1", "--overload", "3")).contains("refused", "errors   {}");
    }

    private static void assertPageShowsPlots() throws IOException {
        Files.createDirectories(SCREENSHOTS);
        try (var browser = Browser.start()) {
            for (var scheme : ColorScheme.values()) {
                if (scheme == ColorScheme.NO_PREFERENCE) {
                    continue;
                }
                for (int width : new int[] {1280, 390}) {
                    var page = browser.get().newPage();
                    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
                    page.setViewportSize(width, 900);
                    page.navigate(OUTPUT.resolve("report.html").toUri().toString());
                    assertThat(page.locator("svg polyline").count()).isEqualTo(2 * WORKLOADS.size());
                    assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
                            .isEqualTo(true);
                    page.screenshot(new Page.ScreenshotOptions()
                            .setPath(SCREENSHOTS.resolve("report-"
                                    + scheme.name().toLowerCase(java.util.Locale.ROOT) + "-" + width + ".png")));
                    page.close();
                }
            }
        }
    }

    private static String run(String... options) throws Exception {
        var system = RunningSystem.folder().resolve("local.json");
        var command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", jar().toString()));
        command.add(RunningSystem.PROJECT.toString());
        command.addAll(List.of(options));
        command.add(system.toString());
        var log = RunningSystem.PROJECT.resolve("e2e/target/bench.log");
        var process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(process.waitFor(3, TimeUnit.MINUTES)).isTrue();
        var printed = Files.readString(log);
        assertThat(process.exitValue()).as(printed).isZero();
        return printed;
    }

    private static Path jar() throws IOException {
        try (var files = Files.list(RunningSystem.PROJECT.resolve("bench/target"))) {
            return files.filter(file -> file.toString().endsWith("-exec.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("bench is not packaged"));
        }
    }
}
