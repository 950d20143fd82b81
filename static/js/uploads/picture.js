/* Makes a photo smaller before it is sent. Whatever goes wrong, the file goes as it is: the server
   reads it, turns it upright and takes the place out of it in any case. */

const LARGE_BYTES = 2 * 1024 * 1024;
const LONGEST = 3000;
const QUALITY = 0.85;

/* Where a browser does not turn a photo upright by itself, drawing it would lay it on its side. */
const turnsUpright = () => window.CSS && CSS.supports("image-orientation", "from-image");

export async function shrink(file) {
  if (file.size <= LARGE_BYTES || !/^image\/(jpeg|png|webp)$/.test(file.type) || !turnsUpright()) {
    return file;
  }
  const address = URL.createObjectURL(file);
  try {
    const small = await drawn(await load(address));
    return small && small.size < file.size ? named(small, file) : file;
  } catch (error) {
    return file;
  } finally {
    URL.revokeObjectURL(address);
  }
}

function load(address) {
  return new Promise((resolve, reject) => {
    const picture = new Image();
    picture.onload = () => resolve(picture);
    picture.onerror = reject;
    picture.src = address;
  });
}

function drawn(picture) {
  const [wide, high] = [picture.naturalWidth, picture.naturalHeight];
  const scale = Math.min(1, LONGEST / Math.max(wide, high));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(wide * scale);
  canvas.height = Math.round(high * scale);
  const paper = canvas.getContext("2d");
  paper.fillStyle = "#fff";
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", QUALITY));
}

function named(blob, file) {
  return new File([blob], file.name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg" });
}
