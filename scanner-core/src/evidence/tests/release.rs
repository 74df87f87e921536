//! Builds, tests, audits and scans, and the jobs that run them and deploy.

use super::all;

const PACKAGE: &str = "{\"scripts\": {\n\"build\": \"vite build\",\n\"test\": \"vitest run\",\n\"test:e2e\": \"playwright test\",\n\"start\": \"node x\"}}";
const CASE: &str = "import { it } from 'vitest';\n\nit('adds', () => {\n  expect(1).toBe(1);\n});\n";
const BROWSER: &str = "import { test } from '@playwright/test';\ntest('opens', async ({ page }) => {});\n";

#[test]
fn builds() {
    all(&[
        (&[("package.json", PACKAGE)], &["build-script present package.json:2"]),
        (
            &[("package.json", PACKAGE), ("Dockerfile", "FROM node\nRUN npm run build\nCMD [\"node\", \"x\"]\n")],
            &["build-script wired package.json:2"],
        ),
        (
            &[("package.json", PACKAGE), ("Dockerfile", "FROM node\n# RUN npm run build\n")],
            &["build-script present package.json:2"],
        ),
        (
            &[("Makefile", "all: bin\nbin:\n\tgo build ./cmd\n"), (".gitlab-ci.yml", "b:\n  script: make all\n")],
            &["build-script wired Makefile:3"],
        ),
        (&[("Dockerfile", "FROM maven\nRUN mvn -B package -DskipTests\n")], &["build-script wired Dockerfile:2"]),
        (
            &[(
                ".github/workflows/a.yml",
                "on: push\njobs:\n  b:\n    steps:\n    - uses: docker/build-push-action@v6\n",
            )],
            &["build-script wired .github/workflows/a.yml:5"],
        ),
        // Checks of types, and what only says that it builds.
        (&[("package.json", r#"{"scripts": {"lint": "tsc --noEmit", "build": "echo 'no build'"}}"#)], &[]),
        (&[("docs/package.json", PACKAGE)], &[]),
    ]);
}

#[test]
fn suites() {
    all(&[
        (
            &[("package.json", r#"{"scripts": {"test": "vitest"}}"#), ("src/a.test.ts", CASE)],
            &["test-suite present src/a.test.ts:3"],
        ),
        (
            &[
                ("package.json", r#"{"scripts": {"test": "vitest", "ci": "npm run test"}}"#),
                ("tests/a.spec.js", CASE),
                (
                    ".github/workflows/ci.yml",
                    "on: [push]\njobs:\n  t:\n    steps:\n      - run: npm run ci\n      # - run: npm test\n",
                ),
            ],
            &["test-suite wired tests/a.spec.js:3"],
        ),
        (
            &[
                (
                    "tests/test_api.py",
                    "import x\n\n\nclass TestApi:\n    async def test_health(self):\n        assert x\n",
                ),
                (".gitlab-ci.yml", "unit:\n  script:\n    - poetry run pytest -q\n"),
            ],
            &["ci-tests wired .gitlab-ci.yml:3", "test-suite wired tests/test_api.py:5"],
        ),
        (&[("pay_test.go", "package pay\n\nfunc TestPay(t *testing.T) {}\n")], &["test-suite present pay_test.go:3"]),
        (
            &[("src/lib.rs", "fn a() {}\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn adds() {}\n}\n")],
            &["test-suite present src/lib.rs:4"],
        ),
        (
            &[(
                "src/test/java/PayTest.java",
                "import org.junit.Test;\nclass PayTest {\n  @Test\n  void pays() {}\n}\n",
            )],
            &["test-suite present src/test/java/PayTest.java:3"],
        ),
        // Placeholders, helpers, comments and fixtures.
        (&[("package.json", r#"{"scripts": {"test": "echo \"Error: no test specified\" && exit 1"}}"#)], &[]),
        (&[("tests/helper.ts", "export const it = 1;\n"), ("tests/.gitkeep", "")], &[]),
        (&[("tests/a.test.ts", "/*\nit('adds', () => {});\n*/\n// it('x', () => {});\nit.todo('later');\n")], &[]),
        (&[("tests/fixtures/a.test.ts", CASE), ("node_modules/x/a.test.js", CASE)], &[]),
    ]);
}

#[test]
fn tests_of_the_whole_program_and_of_load() {
    const K6: &str = "import http from 'k6/http';\nexport default function () {\n  http.get('https://shop.net');\n}\n";
    all(&[
        (
            &[("package.json", PACKAGE), ("e2e/login.spec.ts", BROWSER)],
            &["build-script present package.json:2", "end-to-end-tests present e2e/login.spec.ts:2"],
        ),
        (
            &[
                ("package.json", PACKAGE),
                ("tests/login.spec.ts", BROWSER),
                (".github/workflows/ci.yml", "on: push\njobs:\n  t:\n    steps:\n      - run: npm run test:e2e\n"),
            ],
            &[
                "build-script present package.json:2",
                "ci-tests wired .github/workflows/ci.yml:5",
                "end-to-end-tests wired tests/login.spec.ts:2",
            ],
        ),
        (&[("playwright.config.ts", "export default {};\n"), ("e2e/.gitkeep", "")], &[]),
        (&[("k6/load.js", K6)], &["load-tests present k6/load.js:1"]),
        (
            &[("scripts/load.js", K6), ("Makefile", "load:\n\tdocker run --rm -i grafana/k6 run scripts/load.js\n")],
            &["load-tests present Makefile:2", "load-tests present scripts/load.js:1"],
        ),
        (
            &[(
                "perf.yml",
                "config:\n  target: https://shop.net\n  phases: [{duration: 60}]\nscenarios:\n  - flow: []\n",
            )],
            &["load-tests present perf.yml:1"],
        ),
        (&[("src/a.js", "// import http from 'k6/http';\n")], &[]),
    ]);
}

#[test]
fn audits_and_scans() {
    all(&[
        (
            &[(
                ".github/workflows/ci.yml",
                "on: push\njobs:\n  a:\n    steps:\n      - run: npm audit --omit=dev\n      - run: npm ci --no-audit\n      - uses: github/codeql-action/analyze@v3\n",
            )],
            &["audit-step wired .github/workflows/ci.yml:5", "security-scan wired .github/workflows/ci.yml:7"],
        ),
        (
            &[(
                ".github/workflows/ci.yml",
                "on: push\njobs:\n  a:\n    if: false\n    steps:\n      - run: npm audit\n      - uses: aquasecurity/trivy-action@v1\n",
            )],
            &[],
        ),
        (&[("package.json", r#"{"scripts": {"audit": "pnpm audit"}}"#)], &["audit-step present package.json:1"]),
        (
            &[(".github/dependabot.yml", "version: 2\nupdates:\n  - package-ecosystem: npm\n")],
            &["audit-step present .github/dependabot.yml:3"],
        ),
        (&[(".github/dependabot.yml", "version: 2\nupdates: []\n")], &[]),
        (
            &[(
                ".gitlab-ci.yml",
                "include:\n  - template: Security/SAST.gitlab-ci.yml\nz:\n  script: docker run -t zaproxy/zap-stable zap-baseline.py -t https://shop.net\n",
            )],
            &["security-scan wired .gitlab-ci.yml:2", "security-scan wired .gitlab-ci.yml:4"],
        ),
        (&[("ci.sh", "echo npm audit\n# npm audit\ncat <<EOF\ngitleaks detect\nEOF\n")], &[]),
    ]);
}

#[test]
fn jobs() {
    const CHAIN: &str = "on:\n  push:\n    branches: [main]\njobs:\n  test:\n    steps:\n      - run: npm test\n  image:\n    needs: test\n    steps:\n      - run: docker push x\n  deploy:\n    needs: [image]\n    steps:\n      - uses: appleboy/ssh-action@v1\n        with:\n          script: |\n            docker compose up -d\n            curl -fsS https://shop.net/api/health?full=1\n";
    const APART: &str = "on:\n  workflow_dispatch:\njobs:\n  test:\n    steps:\n      - run: npm test\n  deploy:\n    steps:\n      - run: kubectl apply -f k8s\n";
    const STAGES: &str = "stages: [check, ship]\nship-it:\n  stage: ship\n  script: ./deploy.sh\ncheck:\n  stage: check\n  script: make test\n";
    const CIRCLE: &str = "jobs:\n  t:\n    steps:\n      - run: {command: yarn test}\n  d:\n    steps:\n      - run: fly deploy\nworkflows:\n  w:\n    jobs:\n      - t\n      - d: {requires: [t]}\n";
    all(&[
        (
            &[(".github/workflows/ci.yml", CHAIN)],
            &[
                "ci-deploy wired .github/workflows/ci.yml:15",
                "ci-deploy wired .github/workflows/ci.yml:18",
                "ci-tests wired .github/workflows/ci.yml:7",
                "post-deploy-check wired .github/workflows/ci.yml:19",
            ],
        ),
        (
            &[(".github/workflows/ci.yml", APART)],
            &["ci-deploy present .github/workflows/ci.yml:9", "ci-tests present .github/workflows/ci.yml:6"],
        ),
        (&[(".gitlab-ci.yml", STAGES)], &["ci-deploy wired .gitlab-ci.yml:4", "ci-tests wired .gitlab-ci.yml:7"]),
        (
            &[(".circleci/config.yml", CIRCLE)],
            &["ci-deploy wired .circleci/config.yml:7", "ci-tests wired .circleci/config.yml:4"],
        ),
        (
            &[
                (
                    ".github/workflows/ci.yml",
                    "name: CI\non: pull_request\njobs:\n  t:\n    steps:\n      - run: cargo test\n",
                ),
                (
                    ".github/workflows/cd.yml",
                    "on:\n  workflow_run:\n    workflows: [CI]\njobs:\n  d:\n    steps:\n      - run: helm upgrade x ./x\n",
                ),
            ],
            &["ci-deploy wired .github/workflows/cd.yml:7", "ci-tests wired .github/workflows/ci.yml:6"],
        ),
        (
            &[("Jenkinsfile", "stage('Test') { sh 'go test ./...' }\nstage('Ship') { sh 'helm upgrade x ./x' }\n")],
            &["ci-deploy wired Jenkinsfile:2", "ci-tests wired Jenkinsfile:1"],
        ),
        (
            &[(
                "deploy.sh",
                "docker compose pull\ndocker compose up -d --wait\nsleep 5\ncurl -f http://localhost:3000/health || exit 1\n",
            )],
            &["post-deploy-check wired deploy.sh:4"],
        ),
        // Asked before, in comments, and by who deploys nothing.
        (&[("deploy.sh", "curl -f http://localhost:3000/health\ndocker compose up -d\n# curl http://x/health\n")], &[]),
        (&[("check.sh", "curl -f http://localhost:3000/health\n")], &[]),
        (
            &[(
                ".github/workflows/ci.yml",
                "on: push\njobs:\n  lint:\n    steps:\n      - run: npm run lint\n      # - run: npm test\n",
            )],
            &[],
        ),
    ]);
}
