//! Settings in source code.

use super::check;
use crate::document::Syntax::{Assignment, Fallback, Pm2, Tfvars};

#[test]
fn fallbacks_of_scripts() {
    let text = r#"
const config = {
  secret: process.env.JWT_SECRET || 'a',
  nested: { key: process.env['KEY'] ?? "b" },
  port: parseInt(process.env.PORT || '3000', 10),
  ttl: parseInt(process.env.TTL) || 60,
  none: process.env.NONE,
  chain: process.env.A || process.env.B || `c`,
  cast: (process.env.MODE as 'x' | 'y') || 'x',
  url: `http://${process.env.HOST || 'localhost'}/x`,
  either: process.env.E ? process.env.E : 'e',
  same: process.env.S === 'true',
};
const x = this.configService.get<string>('NEST') || 'd';
const y = config.get('app.key', 'e2');
const z: string = import.meta.env.VITE_X ?? 'f';
function getEnv(name, fallback) { return process.env[name] || fallback }
// const c = process.env.OFF || 'off';
export const k = getEnv('HELPER', 'g');
"#;
    let expected = [
        "config.secret.JWT_SECRET=a ? >secret", "config.nested.key.KEY=b ? >key",
        "config.port.parseInt.PORT=3000 ? >port", "config.ttl.parseInt.TTL=60 ? >ttl", "config.chain.B=c ? >chain",
        "config.cast.MODE=x ? >cast", "config.url.HOST=localhost ?", "config.either.E=e ? >either", "x.NEST=d ? >x",
        "y.key=e2 ? >y", "z.VITE_X=f ? >z", "k.HELPER=g ? >k",
    ];
    check("src/config.ts", text, Fallback, &expected);
}

#[test]
fn schemas() {
    let text = r#"
const schema = Joi.object({ JWT_SECRET: Joi.string().min(8).default('a'), PORT: Joi.number().default(3000).required() });
const env = z.object({ KEY: z.string().default("b"), MODE: z.enum(['x', 'y']).default('x') });
const vars = cleanEnv(process.env, { SECRET: str({ default: 'c', devDefault: 'd' }) });
const conf = convict({ db: { password: { doc: 'The password', format: String, default: 'e', env: 'DB_PASSWORD' } } });
"#;
    let expected = [
        "schema.Joi.object.JWT_SECRET=a ?",
        "schema.Joi.object.PORT=3000 ?",
        "env.z.object.KEY=b ?",
        "env.z.object.MODE=x ?",
        "vars.cleanEnv.SECRET.str.default=c ?",
        "vars.cleanEnv.SECRET.str.devDefault=d ? !elsewhere",
        "conf.convict.db.password.default=e ?",
    ];
    check("env.ts", text, Fallback, &expected);
}

#[test]
fn options_in_scripts() {
    let text = r#"
app.use(session({ name: 'a', cookie: { secure: false, httpOnly: isOn, sameSite: 'lax' } }));
const transport = nodemailer.createTransport({ host, secure: false });
app.set('trust proxy', true);
res.setHeader("Access-Control-Allow-Origin", "*");
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
const hosts = ['a', "b"];
class Options { private readonly debug: boolean = true; }
const el = <input type="password" name="x" />;
switch (x) { case 'a': y; default: z }
const pick = x ? 'yes' : 'no';
"#;
    let expected = [
        "app.use.session.name=a",
        "app.use.session.cookie.secure=false",
        "app.use.session.cookie.sameSite=lax",
        "transport.nodemailer.createTransport.secure=false",
        "set.trust proxy=true",
        "setHeader.Access-Control-Allow-Origin=*",
        "process.env.NODE_TLS_REJECT_UNAUTHORIZED=0",
        "hosts=a",
        "hosts=b",
        "Options.debug=true",
    ];
    check("server.tsx", text, Assignment, &expected);
}

#[test]
fn conditions() {
    let text = r#"
if (process.env.NODE_ENV === 'production') { a.secure = true } else { a.secure = false }
if (!isProduction) b.x = 1;
const c = isProd ? process.env.C : 'dev';
cookie = { secure: process.env.NODE_ENV !== 'production' ? false : true };
if (NODE_ENV === 'test') { d.x = 2 }
if (process.env.NODE_ENV !== 'test') { e.x = 3 }
"#;
    let expected = [
        "a.secure=true !production", "a.secure=false !elsewhere", "b.x=1 !elsewhere", "c=dev !elsewhere",
        "cookie.secure=false !elsewhere", "cookie.secure=true !production", "d.x=2 !elsewhere", "e.x=3",
    ];
    check("app.js", text, Assignment, &expected);
    let refused = r#"
const secret = process.env.SECRET || 'a';
const other = process.env.OTHER || 'b';
if (process.env.NODE_ENV === 'production' && !process.env.SECRET) throw new Error('no');
"#;
    check("app.js", refused, Fallback, &["secret.SECRET=a ? >secret !elsewhere", "other.OTHER=b ? >other"]);
    let python = "if settings.is_production:\n    SECURE = True\n    DEBUG = False\nelse:\n    SECURE = False\nX = 1 if DEBUG else 2\nY = 3\n";
    let expected = [
        "SECURE=True !production", "DEBUG=False !production", "SECURE=False !elsewhere", "X=1 !elsewhere",
        "X=2 !production", "Y=3",
    ];
    check("settings.py", python, Assignment, &expected);
}

#[test]
fn python() {
    let text = r#"
SECRET_KEY = os.environ.get("SECRET_KEY", "a")
A = os.getenv('A') or 'b'
B = config("B", default="c", cast=str)
C = env.str("C", "d")
D = bool(strtobool(os.getenv("D", "true")))
E = os.environ["E"]
HOSTS = env.list("H", default=["*"])
F = f"p://{os.getenv('F', 'x')}@h"
env = environ.Env(G=(bool, True))
class Settings(BaseSettings):
    jwt_secret: str = "e"
    token: SecretStr = SecretStr("f")
    other: str = Field(default="g", env="OTHER")
    hosts: list[str] = ["h"]
    none: Optional[str] = None
    first: str = Field("i", env="FIRST")
@dataclass(frozen=True)
class MailConfig:
    password: str = "j"
@dataclasses.dataclass
class Login:
    password: str = "k"
class Other(Base):
    first: str = Field("l")
"#;
    let expected = [
        "SECRET_KEY.SECRET_KEY=a ?", "A.A=b ?", "B.B=c ?", "C.C=d ?", "D.bool.strtobool.D=true ?",
        "HOSTS.H=* ? >HOSTS", "F.F=x ?", "Settings.jwt_secret=e ?", "Settings.token=f ?",
        "Settings.other.Field.default=g ?", "Settings.hosts=h ?", "Settings.none=None ?", "Settings.first=i ?",
        "MailConfig.password=j ?",
    ];
    check("config/settings.py", text, Fallback, &expected);
    let text = "DEBUG = True\nALLOWED_HOSTS = ['*']\nDATABASES = {'default': {'PASSWORD': 'x'}}\napp.config['KEY'] = 'y'\napp.config.update(SESSION_COOKIE_SECURE=False)\nos.environ.setdefault('DJANGO', 'z')\napp.run(host='h', debug=True)\nif x == 'y': pass\n";
    let expected = [
        "DEBUG=True",
        "ALLOWED_HOSTS=*",
        "DATABASES.default.PASSWORD=x",
        "app.config.KEY=y",
        "app.config.update.SESSION_COOKIE_SECURE=False",
        "app.run.host=h",
        "app.run.debug=True",
    ];
    check("settings.py", text, Assignment, &expected);
}

#[test]
fn php() {
    let text = "<?php\nreturn [\n  'debug' => (bool) env('APP_DEBUG', false),\n  'key' => env('APP_KEY'),\n  'fake' => env('FAKE', true), // env('NO', 1)\n  'driver' => $_ENV['D'] ?? 'e',\n  'x' => getenv('X') ?: 'y',\n  'connections' => ['mysql' => ['password' => 'root']],\n];\ndefine('WP_DEBUG', true);\n$config['pw'] = 'z';\nconst SALT = 'w';\n";
    check(
        "config/app.php",
        text,
        Fallback,
        &["debug.APP_DEBUG=false ? >debug", "fake.FAKE=true ? >fake", "driver.D=e ? >driver", "x.X=y ? >x"],
    );
    check(
        "config/app.php",
        text,
        Assignment,
        &["connections.mysql.password=root", "define.WP_DEBUG=true", "config.pw=z", "SALT=w"],
    );
    check(
        "database/seeders/User.php",
        "$u = ['password' => Hash::make('password')];",
        Assignment,
        &["u.password=password"],
    );
}

#[test]
fn ruby() {
    let text = "config.force_ssl = false\nconfig.key = ENV.fetch('KEY', 'a')\nx = ENV.fetch('B') { 'c' }\ny = ENV['Y'] || 'd'\nconfig.session_store :cookie_store, key: '_x', secure: false\nz = { :w => 'v', 'u' => 't' }\nq = a ? b : c\nif Rails.env.production?\n  config.log = 'x'\nend\n";
    check(
        "config/environments/production.rb",
        text,
        Fallback,
        &["config.key.KEY=a ? >key", "x.B=c ? >x", "y.Y=d ? >y"],
    );
    let expected = ["config.force_ssl=false", "key=_x", "secure=false", "z.w=v", "z.u=t", "config.log=x !production"];
    check("config/environments/production.rb", text, Assignment, &expected);
}

#[test]
fn compiled_languages() {
    let go = "package main\nvar secret = getEnv(\"SECRET\", \"a\")\nconst debug = true\nfunc f() {\n\tviper.SetDefault(\"jwt.secret\", \"b\")\n\tc := &http.Cookie{Name: \"s\", Secure: false}\n\tt := &tls.Config{InsecureSkipVerify: true}\n}\n";
    check("main.go", go, Fallback, &["secret.SECRET=a ? >secret", "SetDefault.secret=b ?"]);
    check(
        "main.go",
        go,
        Assignment,
        &["debug=true", "c.http.Cookie.Name=s", "c.http.Cookie.Secure=false", "t.tls.Config.InsecureSkipVerify=true"],
    );
    let java = "class Jwt {\n  @Value(\"${jwt.secret:a}\")\n  private String secret;\n  private static final String KEY = \"b\";\n  String x = System.getProperty(\"x\", \"c\");\n  String y = Optional.ofNullable(System.getenv(\"Y\")).orElse(\"d\");\n  void f() { cookie.setHttpOnly(false); http.csrf().disable(); }\n}\n";
    check("Jwt.java", java, Fallback, &["jwt.secret=a ?", "Jwt.x.x=c ?", "Jwt.y.Optional.ofNullable.Y=d ? >y"]);
    check("Jwt.java", java, Assignment, &["Jwt.KEY=b", "Jwt.HttpOnly=false"]);
    let sharp = "class P {\n  string a = Environment.GetEnvironmentVariable(\"A\") ?? \"b\";\n  void F() { var k = builder.Configuration[\"Jwt:Key\"] ?? \"c\"; var o = new CookieOptions { Secure = false, HttpOnly = true }; }\n}\n";
    check("Program.cs", sharp, Fallback, &["P.a.A=b ? >a", "P.k.Jwt:Key=c ? >k"]);
    check("Program.cs", sharp, Assignment, &["P.o.CookieOptions.Secure=false", "P.o.CookieOptions.HttpOnly=true"]);
}

#[test]
fn terraform() {
    let text = "db_password = \"a\"\nhosts = [\"*\"]\n";
    check("prod.tfvars", text, Tfvars, &["db_password=a", "hosts=*"]);
    let text = "variable \"db_password\" {\n  type = string\n  default = \"b\" # c\n}\nresource \"aws_db_instance\" \"main\" {\n  publicly_accessible = true\n  password = var.db_password\n  tags = { Name = \"x\" }\n}\n";
    let expected = [
        "variable.db_password.default=b ?",
        "resource.aws_db_instance.main.publicly_accessible=true",
        "resource.aws_db_instance.main.tags.Name=x",
    ];
    check("main.tf", text, Tfvars, &expected);
}

#[test]
fn ecosystems() {
    let text = "module.exports = { apps: [{ name: 'api', instances: 1, env: { A: '1' }, env_production: { NODE_ENV: 'production' } }] };";
    check(
        "ecosystem.config.js",
        text,
        Pm2,
        &[
            "module.exports.apps.env.A=1 @api",
            "module.exports.apps.env_production.NODE_ENV=production @api #production",
        ],
    );
    let text = "module.exports = { development: { password: null }, production: { password: 'x' } };";
    check(
        "config/config.js",
        text,
        Assignment,
        &["module.exports.development.password=null #development", "module.exports.production.password=x #production"],
    );
    let list = "const task = [{ name: 'KEY', value: 'v' }];";
    check("config.js", list, Assignment, &["task.name=KEY", "task.value=v", "task.value=v"]);
}
