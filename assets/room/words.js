/** The words of a phone and of the stage, in both languages; {} is a number. */

const WORDS = {
  room: ["room {}", "教室 {}"],
  wait: ["You are in. The question comes soon.", "已加入。问题马上开始。"],
  vote: ["vote for this", "选这个"],
  tap: ["Tap the figure, or move the sliders.", "点图中的位置，或移动滑块。"],
  all: ["Take all that fit.", "请选出所有合适的。"],
  these: ["Vote for these", "就选这些"],
  yours: ["your vote", "你的选择"],
  change: ["You can change it until it closes.", "关闭前可以修改。"],
  alone: ["Alone and in silence.", "请安静地独立作答。"],
  again: ["Talk to your neighbour, then vote again.", "和邻座讨论，然后再投一次。"],
  closed: ["Closed. Look at the front.", "投票已关闭，请看屏幕。"],
  voted: ["{} of {} voted", "{} / {} 已投票"],
  keeping: ["Your vote is kept here until the network is back.", "网络恢复前，你的选择保存在本机。"],
  lost: ["No network: trying again.", "网络中断，正在重试。"],
  right: ["This is what came.", "结果如此。"],
  came: ["what came", "实际结果"],
  first: ["first", "第一次"],
  second: ["after talking", "讨论之后"],
  up: ["Look up.", "请抬头。"],
  over: ["The lesson is over.", "课程结束。"],
  figure: ["What has been seen so far", "目前所见"],
  phones: ["{} phones", "{} 部手机"],
  next: ["The next question comes soon.", "下一个问题马上开始。"],
  front: ["Look at the front.", "请看屏幕。"],
  soon: ["Closed. Your run starts soon.", "已关闭。你的运行马上开始。"],
  class: ["Your dot is ringed.", "带圈的点是你的。"],
  runs: ["{} runs, one for each value chosen. Yours is ringed.", "{} 次运行，每个被选的值一次。带圈的是你的。"],
  own: ["You chose {} = {}; {}: {}.", "你选了{} = {}；{}：{}。"],
  trained: ["{} runs, {} % trained.", "{} 次运行，已完成 {} %。"],
  interrupted: ["Training was interrupted: your teacher can run it again.", "训练中断了：老师可以再运行一次。"],
  ahead: ["Your runs wait for their turn: {} before them.", "排队等候：前面还有 {} 个。"],
  guesses: ["{} guesses.", "{} 个猜测。"],
};

export const language = navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";

/** Speaks a table's sentences in the language of who reads. @template {string} Word @param {Record<Word, string[]>} words @returns {(word: Word, ...values: (string | number)[]) => string} */
export const speaker = (words) => (word, ...values) => {
  let next = 0;
  return words[word][language === "zh" ? 1 : 0].replaceAll("{}", () => String(values[next++]));
};

export const say = speaker(WORDS);

/** How far a class's runs are, or how many wait before them, or that they were interrupted. @param {import("./plot.js").Class} runs */
export const trained = ({ dots, share, ahead, lost }) => (lost ? say("interrupted") : ahead === null ? say("trained", dots.length, Math.floor(100 * share)) : say("ahead", ahead));
