// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/results/textparts.h"

#include "ui/common/text.h"
#include "ui/jsonview/jsonbrowser.h"
#include "ui/preview/textbrowser.h"
#include "ui/results/resultparts.h"

#include <QBoxLayout>
#include <QComboBox>
#include <QSplitter>
#include <QtConcurrent>

using namespace Qt::StringLiterals;

namespace authscope::ui {

BytesMaker::BytesMaker(QObject *parent) : QObject(parent)
{
    connect(&m_watcher, &QFutureWatcher<QByteArray>::finished, this, [this] {
        if (!m_watcher.isCanceled())
            Q_EMIT made(m_watcher.result());
    });
}

BytesMaker::~BytesMaker()
{
    m_watcher.disconnect(this);
}

void BytesMaker::make(std::function<QByteArray()> work)
{
    m_watcher.setFuture(QtConcurrent::run(std::move(work)));
}

void BytesMaker::stop()
{
    m_watcher.setFuture({});
}

RawPart::RawPart()
    : m_form(new SegmentedControl(tr("Raw as"), u"rawFormSwitch"_s))
    , m_about(new Label({}, TextRole::Caption, Tone::Muted))
    , m_text(new TextBrowser(u"resultRaw"_s, tr("The whole result as text")))
    , m_maker(this)
{
    m_form->add(tr("Pretty"), u"rawPrettyButton"_s);
    m_form->add(tr("As received"), u"rawReceivedButton"_s);
    m_about->setObjectName(u"rawAboutLabel"_s);
    auto *head = row(nullptr, 0, 8);
    head->addWidget(m_form);
    head->addWidget(m_about);
    head->addStretch();
    auto *all = column(this, 0, 4);
    all->addLayout(head);
    all->addWidget(m_text, 1);
    connect(m_form, &SegmentedControl::currentChanged, this, [this] {
        m_isMade = false;
        make();
    });
    connect(&m_maker, &BytesMaker::made, this, [this](const QByteArray &bytes) {
        m_text->setBytes(bytes);
        m_about->setText(sizeText(bytes.size()));
    });
}

void RawPart::clear()
{
    setData({});
    m_text->clear();
    m_about->clear();
}

void RawPart::setData(const ResultData &given)
{
    m_maker.stop();
    m_whole = given.result ? given.result->raw : json::Shared();
    m_received = given.raw;
    m_isMade = false;
    m_form->setVisible(m_whole.isSet());
}

void RawPart::make()
{
    if (std::exchange(m_isMade, true))
        return;
    const bool isPretty = m_whole.isSet() && m_form->current() == 0;
    if (!isPretty && !m_received.isEmpty()) {
        m_maker.stop();
        m_text->setBytes(m_received);
        m_about->setText(sizeText(m_received.size()));
        return;
    }
    if (!m_whole.isSet())
        return;
    m_about->setText(tr("writing it out …"));
    m_maker.make(
        [whole = m_whole, isPretty] { return isPretty ? json::pretty(*whole) : json::compact(*whole); });
}

ModelPart::ModelPart()
    : m_contentAbout(new Label({}, TextRole::Caption, Tone::Muted))
    , m_content(new TextBrowser(u"modelContent"_s, tr("content, as a model reads it")))
    , m_below(new QWidget)
    , m_structuredAbout(new Label({}, TextRole::Caption, Tone::Muted))
    , m_structured(new TextBrowser(u"modelStructured"_s, tr("structuredContent, as a model may read it")))
    , m_contentMaker(this)
    , m_structuredMaker(this)
{
    m_contentAbout->setObjectName(u"modelContentLabel"_s);
    m_structuredAbout->setObjectName(u"modelStructuredLabel"_s);
    auto *above = new QWidget;
    auto *upper = column(above, 0, 4);
    upper->addWidget(m_contentAbout);
    upper->addWidget(m_content, 1);
    auto *lower = column(m_below, 0, 4);
    lower->addWidget(m_structuredAbout);
    lower->addWidget(m_structured, 1);
    auto *split = new QSplitter(Qt::Vertical);
    split->addWidget(above);
    split->addWidget(m_below);
    split->setHandleWidth(8);
    split->setChildrenCollapsible(false);
    column(this, 0, 0)->addWidget(split);
    connect(&m_contentMaker, &BytesMaker::made, this, [this](const QByteArray &bytes) {
        m_content->setBytes(bytes);
        m_contentAbout->setText(tr("content · %1 · sent to the model").arg(sizeText(bytes.size())));
    });
    connect(&m_structuredMaker, &BytesMaker::made, this, [this](const QByteArray &bytes) {
        m_structured->setBytes(bytes);
        m_structuredAbout->setText(
            tr("structuredContent · %1 · sent by some hosts, word for word").arg(sizeText(bytes.size())));
    });
}

void ModelPart::clear()
{
    setData({});
    m_content->clear();
    m_structured->clear();
}

void ModelPart::setData(const ResultData &given)
{
    m_contentMaker.stop();
    m_structuredMaker.stop();
    m_result = given.result;
    m_isMade = false;
    m_below->setVisible(m_result && m_result->hasStructuredContent);
}

void ModelPart::make()
{
    if (std::exchange(m_isMade, true) || !m_result)
        return;
    m_contentAbout->setText(tr("content"));
    m_structuredAbout->setText(tr("structuredContent"));
    m_contentMaker.make([result = *m_result] { return contentForModel(result); });
    if (m_result->hasStructuredContent)
        m_structuredMaker.make([value = m_result->structuredContent] { return json::compact(*value); });
}

UiOnlyPart::UiOnlyPart()
    : m_choice(new QComboBox)
    , m_empty(new Label(
          tr("The result has no _meta: nothing in it is for the UI alone."), TextRole::Body, Tone::Muted))
    , m_tree(new JsonBrowser(u"uiOnlyTree"_s, tr("What is for the UI only")))
{
    m_choice->setObjectName(u"uiOnlyChoice"_s);
    m_choice->setAccessibleName(tr("Which _meta is shown"));
    m_empty->setObjectName(u"uiOnlyEmptyLabel"_s);
    auto *all = column(this, 0, 4);
    all->addWidget(m_choice, 0, Qt::AlignLeft);
    all->addWidget(m_tree, 1);
    all->addWidget(m_empty);
    all->addStretch();
    connect(m_choice, &QComboBox::activated, this, &UiOnlyPart::choose);
}

void UiOnlyPart::clear()
{
    setData({});
}

void UiOnlyPart::setData(const ResultData &given)
{
    m_metas = given.result ? metaOf(*given.result) : QList<std::pair<QByteArray, json::Shared>>();
    m_choice->clear();
    for (const auto &[pointer, meta] : std::as_const(m_metas))
        m_choice->addItem(base::cleaned(pointer));
    m_choice->setVisible(m_metas.size() > 1);
    m_tree->setVisible(!m_metas.isEmpty());
    m_empty->setVisible(m_metas.isEmpty());
    choose(m_metas.isEmpty() ? -1 : 0);
}

void UiOnlyPart::choose(int index)
{
    if (index < 0)
        m_tree->clear();
    else
        m_tree->setDocument(m_metas[index].second);
}

} // namespace authscope::ui
