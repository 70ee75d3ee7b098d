// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/inspect/mintdialog.h"

#include "inspect/copies.h"
#include "ui/common/clipboard.h"
#include "ui/common/errorpresenter.h"
#include "ui/common/text.h"
#include "ui/connections/fields.h"
#include "ui/connections/secretfield.h"
#include "ui/inspect/pastefield.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QFileDialog>
#include <QFutureWatcher>
#include <QGridLayout>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace authscope::ui {

using With = inspect::MintRequest::With;

namespace {

QPlainTextEdit *jsonEdit(const QString &objectName, const QString &words, int lines)
{
    auto *edit = new QPlainTextEdit;
    edit->setObjectName(objectName);
    edit->setAccessibleName(words);
    edit->setFont(fontFor(TextRole::Wire));
    edit->setTabChangesFocus(true);
    edit->setMinimumHeight(QFontMetrics(fontFor(TextRole::Wire)).lineSpacing() * lines + 16);
    return edit;
}

constexpr qsizetype longestTemplate = 64 * 1024; ///< what is longer is not for editing by hand

/// JSON for an editor: what would not be seen there is written as an escape, which means the same.
QString editable(const QByteArray &json)
{
    QString out;
    const QString text = QString::fromUtf8(json);
    for (const QChar unit : text) {
        const bool isSeen = unit == u'\n' || (unit.isPrint() && !unit.isSurrogate());
        out += isSeen ? QString(unit) : u"\\u%1"_s.arg(unit.unicode(), 4, 16, QChar(u'0'));
    }
    return out;
}

} // namespace

MintDialog::MintDialog(const InspectorServices &services, QWidget *parent)
    : QDialog(parent)
    , m_services(services)
    , m_header(jsonEdit(u"mintHeaderEdit"_s, tr("Header"), 4))
    , m_claims(jsonEdit(u"mintClaimsEdit"_s, tr("Claims"), 9))
    , m_with(new QComboBox)
    , m_algorithm(new QComboBox)
    , m_key(new PasteField(
          u"mintKeyEdit"_s, tr("Private key"), tr("Paste a private key: PEM or JWK"), 3, services.clipboard))
    , m_secret(new SecretField(
          u"mintSecret"_s, tr("Shared secret"), tr("Any text"), SecretField::From::TypingOrFile))
    , m_sign(primaryButton(tr("Sign"), u"mintSignButton"_s))
    , m_error(new ErrorPresenter(u"mintError"_s))
    , m_words(new Label({}, TextRole::Wire))
    , m_notes(new Label({}, TextRole::Body, Tone::Caution))
    , m_copyPublic(button(tr("Copy the public key"), u"mintCopyPublicButton"_s))
    , m_copyPrivate(button(tr("Copy the private key"), u"mintCopyPrivateButton"_s))
{
    setObjectName(u"mintDialog"_s);
    setWindowTitle(tr("Make a test token"));
    setAttribute(Qt::WA_DeleteOnClose);
    auto *content = new QWidget;
    auto *all = column(content, 20, 12);
    all->addWidget(new Label(windowTitle(), TextRole::Title));
    auto *words
        = new Label(tr("To see how a server reacts. Header and claims go in exactly as they stand here, "
                       "also when they are wrong. The key of a connection is never used."),
            TextRole::Body, Tone::Muted);
    words->setObjectName(u"mintWordsLabel"_s);
    words->setWrapping(true);
    all->addWidget(words);
    all->addWidget(new Label(tr("HEADER"), TextRole::Caption, Tone::Muted));
    all->addWidget(m_header, 1);
    all->addWidget(new Label(tr("CLAIMS"), TextRole::Caption, Tone::Muted));
    all->addWidget(m_claims, 3);
    all->addWidget(makeKeys());
    all->addWidget(m_sign, 0, Qt::AlignLeft);
    all->addWidget(m_error);
    all->addWidget(makeResult());
    column(this, 0, 0)->addWidget(scrollingPage(content, windowTitle()));
    wire();
    showAlgorithms();
    setTemplate({}, {});
    resize(760, 760);
}

QWidget *MintDialog::makeKeys()
{
    const std::pair<With, QString> ways[] = { { With::GeneratedKey, tr("a new key, made for this token") },
        { With::GivenKey, tr("a key that I give") }, { With::SharedSecret, tr("a shared secret") },
        { With::Nothing, tr("nothing: alg none, no signature") } };
    for (const auto &[way, words] : ways)
        m_with->addItem(words, int(way));
    m_with->setObjectName(u"mintWithComboBox"_s);
    m_with->setAccessibleName(tr("What it is signed with"));
    m_algorithm->setObjectName(u"mintAlgorithmComboBox"_s);
    m_algorithm->setAccessibleName(tr("Algorithm"));
    auto *whole = new QWidget;
    m_form = settingsForm(whole);
    addRow(m_form, tr("Sign with"), m_with);
    addRow(m_form, tr("Algorithm"), m_algorithm);
    m_keyRow = makeKeyRow();
    addRow(m_form, tr("Private key"), m_keyRow, m_key);
    addRow(m_form, tr("Secret"), m_secret);
    return whole;
}

QWidget *MintDialog::makeKeyRow()
{
    auto *whole = new QWidget;
    QPushButton *paste = linkButton(tr("Paste"), u"mintKeyPasteButton"_s);
    QPushButton *file = linkButton(tr("From a file…"), u"mintKeyFileButton"_s);
    paste->setAccessibleName(tr("Paste the private key"));
    file->setAccessibleName(tr("Private key from a file"));
    auto *actions = row(nullptr, 0, 12);
    actions->addWidget(paste);
    actions->addWidget(file);
    actions->addStretch();
    auto *inside = column(whole, 0, 4);
    inside->addWidget(m_key);
    inside->addLayout(actions);
    connect(paste, &QPushButton::clicked, m_key, &PasteField::pasteClipboard);
    connect(file, &QPushButton::clicked, this, &MintDialog::chooseKeyFile);
    return whole;
}

void MintDialog::chooseKeyFile()
{
    auto *dialog = new QFileDialog(this, tr("A file with a private key"));
    dialog->setObjectName(u"mintKeyFileDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, m_key, &PasteField::takeFile);
    dialog->open();
}

QWidget *MintDialog::makeResult()
{
    m_result = card();
    m_words->setObjectName(u"mintedLabel"_s);
    m_words->setWrapping(true);
    m_notes->setObjectName(u"mintNotesLabel"_s);
    m_notes->setWrapping(true);
    QPushButton *inspectIt = button(tr("Inspect it"), u"mintInspectButton"_s);
    QPushButton *copy = button(tr("Copy the token"), u"mintCopyButton"_s);
    auto *actions = row();
    for (QPushButton *each : { inspectIt, copy, m_copyPublic, m_copyPrivate })
        actions->addWidget(each);
    actions->addStretch();
    auto *inside = column(m_result, 16, 8);
    inside->addWidget(m_words);
    inside->addWidget(m_notes);
    inside->addLayout(actions);
    m_result->hide();
    connect(inspectIt, &QPushButton::clicked, this,
        [this] { Q_EMIT inspectionRequested(m_minted.token, m_minted.publicJwk); });
    connect(copy, &QPushButton::clicked, this,
        [this] { m_services.clipboard->copySecret(base::Secret(m_minted.token)); });
    return m_result;
}

void MintDialog::wire()
{
    connect(m_with, &QComboBox::currentIndexChanged, this, &MintDialog::showAlgorithms);
    connect(m_sign, &QPushButton::clicked, this, &MintDialog::sign);
    connect(m_copyPublic, &QPushButton::clicked, this,
        [this] { m_services.clipboard->copy(QString::fromUtf8(m_minted.publicJwk)); });
    connect(m_copyPrivate, &QPushButton::clicked, this,
        [this] { m_services.clipboard->copySecret(m_minted.privatePem); });
    connect(m_key, &PasteField::refused, this,
        [this](const QString &why) { m_error->setError(base::Error{ .message = why }); });
}

With MintDialog::with() const
{
    return static_cast<With>(m_with->currentData().toInt());
}

void MintDialog::showAlgorithms()
{
    const QString before = m_algorithm->currentText();
    m_algorithm->clear();
    const QList<QByteArray> names = inspect::mintAlgorithms(with());
    for (const QByteArray &name : names)
        m_algorithm->addItem(QString::fromLatin1(name));
    m_algorithm->setCurrentIndex(std::max(0, m_algorithm->findText(before)));
    showRow(m_form, m_algorithm, names.size() > 1);
    showRow(m_form, m_keyRow, with() == With::GivenKey);
    showRow(m_form, m_secret, with() == With::SharedSecret);
}

void MintDialog::setTemplate(const QByteArray &headerText, const QByteArray &claimsText)
{
    const qint64 now = base::toMillis(m_services.clock->now()) / 1000;
    const bool isBlank = headerText.isEmpty() || headerText.size() + claimsText.size() > longestTemplate;
    const QByteArray header = isBlank ? QByteArrayLiteral("{\"typ\":\"JWT\"}") : headerText;
    const QByteArray claims = isBlank
        ? "{\"iss\":\"https://issuer.example\",\"sub\":\"somebody\",\"aud\":\"https://"
          "server.example\",\"iat\":"
            + QByteArray::number(now) + ",\"exp\":" + QByteArray::number(now + 3600) + "}"
        : claimsText;
    const inspect::MintRequest like = inspect::mintLike(header, claims, now);
    m_header->setPlainText(editable(like.header));
    m_claims->setPlainText(editable(like.claims));
    if (const int at = m_algorithm->findText(QString::fromLatin1(like.algorithm)); at >= 0)
        m_algorithm->setCurrentIndex(at);
}

inspect::MintRequest MintDialog::request() const
{
    inspect::MintRequest out{ .with = with(),
        .algorithm = m_algorithm->currentText().toLatin1(),
        .header = m_header->toPlainText().toUtf8(),
        .claims = m_claims->toPlainText().toUtf8() };
    if (out.with == With::GivenKey)
        out.key = m_key->content();
    else if (out.with == With::SharedSecret)
        out.key = m_secret->value();
    for (const KnownConnection &connection : m_services.connections())
        out.keysInUse += connection.keysInUse;
    return out;
}

void MintDialog::sign()
{
    if (m_isSigning)
        return;
    m_isSigning = true;
    m_sign->setEnabled(false);
    m_sign->setText(tr("Signing…"));
    auto *watcher = new QFutureWatcher<base::Result<inspect::Minted>>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher] {
        watcher->deleteLater();
        m_isSigning = false;
        m_sign->setEnabled(true);
        m_sign->setText(tr("Sign"));
        showResult(watcher->result());
    });
    // An RSA key takes its time.
    watcher->setFuture(QtConcurrent::run([asked = request()] { return inspect::mint(asked); }));
}

void MintDialog::showResult(const base::Result<inspect::Minted> &result)
{
    m_error->setError(result ? std::nullopt : std::optional(result.error()));
    m_result->setVisible(result.has_value());
    m_minted = result ? *result : inspect::Minted();
    if (result) {
        m_words->setForeignText(inspect::masked(inspect::makeSubject(m_minted.token)), 400);
        m_notes->setForeignText(m_minted.notes.join(u' '), 600);
        m_notes->setVisible(!m_minted.notes.isEmpty());
        m_copyPublic->setVisible(!m_minted.publicJwk.isEmpty());
        m_copyPrivate->setVisible(!m_minted.privatePem.isEmpty());
    }
    Q_EMIT answered();
}

} // namespace authscope::ui
